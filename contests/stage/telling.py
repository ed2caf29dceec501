"""Names the group and the messages by which rooms of every process hear that a show changed."""

from quizsite.live import messages


def group_of(show_id: int) -> str:
    return f"stage.{show_id}"


def tell_changed(show_id: int) -> None:
    """An event was recorded: everybody looks at once."""
    messages.tell(group_of(show_id), {"type": "stage.changed", "show": show_id, "soon": False})


def tell_answered(show_id: int) -> None:
    """Answers came: their number may wait for those that come beside them."""
    messages.tell(group_of(show_id), {"type": "stage.changed", "show": show_id, "soon": True})
