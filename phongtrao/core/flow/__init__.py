"""The states of a dossier and the moves between them, as tables; a refusal says why."""
