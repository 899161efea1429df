"""The rows of the battery, in the order of the table. The huge backlog is last: what it deletes makes a disk slow."""

from rows import (
    backlog, clock, collisions, errors, hostile, inbox, kill_points, names, outbox, power, races, sizes, slow_writer,
    small_disk, soak)

ROWS = [module.ROW for module in (
    kill_points, soak, errors, power, collisions, small_disk, outbox, slow_writer, sizes, clock, races, names, inbox,
    hostile, backlog)]
