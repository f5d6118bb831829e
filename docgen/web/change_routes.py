"""What the clerk changes: each request is one change of the folder, and one step to undo."""

from starlette.routing import Route

ROUTES: list[Route] = []
