"""The rows of the battery, in the order of the table."""

from rows import (
    backlog, clock, collisions, errors, hostile, inbox, kill_points, names, outbox, power, races, sizes, slow_writer,
    small_disk, soak)

ROWS = [module.ROW for module in (
    kill_points, soak, errors, power, collisions, small_disk, outbox, backlog, slow_writer, sizes, clock, races, names,
    inbox, hostile)]
