"""Made-up rounds as tables of answers: honest people, and what goes wrong on purpose."""

import numpy as np
import pandas as pd

KEY, OTHER = 1, 2  # bits of the key and of the distractor that people like best


def right_answers(rng, *, people, questions, slots, later=0.0):
    """Rasch's model; `later` makes people who come later better or worse."""
    slot = np.sort(rng.integers(0, slots, people))
    ability = rng.normal(0, 1, people) + later * slot / slots
    hardness = rng.normal(-0.5, 1, questions)
    chance = 1 / (1 + np.exp(hardness[None, :] - ability[:, None]))
    return slot, (rng.random((people, questions)) < chance).astype(np.int64)


def leak(rng, right, slot, *, question, from_slot, share=0.6):
    """From a slot on so many people know the answer, whatever else they know."""
    knows = (slot >= from_slot) & (rng.random(len(slot)) < share)
    right[knows, question] = 1


def table_of(right, slot, chosen=None):
    """One division; every paper asks every question."""
    people, questions = right.shape
    total = right.sum(axis=1)
    chosen = np.where(right == 1, KEY, OTHER) if chosen is None else chosen
    rows = pd.DataFrame(
        {
            "division": 1,
            "kind": 1,
            "revision": np.tile(np.arange(1, questions + 1), people),
            "chosen": chosen.ravel(),
            "right": right.ravel(),
            "rest": np.repeat(total, questions) - right.ravel(),
            "of": questions - 1,
            "hour": np.repeat(slot, questions),
        }
    )
    return rows.groupby(list(rows.columns), as_index=False).size().rename(columns={"size": "n"})
