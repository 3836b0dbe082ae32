"""The shapes of the state colours, so that no state is told by colour alone.

Six states for all pages; which of them a case is in is decided elsewhere. The same paths stand in
static/js/states.js for the map, and a test holds the two together.
"""

# Path data in a box of 12 by 12.
SHAPES = {
    "done": "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0ZM5 9 2.2 6.2l1-1L5 7l3.8-3.8 1 1Z",
    "near": "M6 .5 12 11.5H0Z",
    "late": "M6 0 12 6 6 12 0 6Z",
    "idle": "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0Zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z",
    "paused": "M1.5 0h3.2v12H1.5ZM7.3 0h3.2v12H7.3Z",
    "running": "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0Zm0 2v8a4 4 0 0 1 0-8Z",
}
