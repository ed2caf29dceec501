"""Pictures of questions: kept in the database under their digest, and sent to who may see them."""
