"""What a person with a Debian 12 system does with the package, and what goes wrong there."""

import journal
import package
import service
import users

BARE = [("the package's declared dependencies are enough in a bare Debian 12", package.bare_install)]
TESTS = [
    ("installed, the service runs at once", package.install),
    ("at rest it holds less than 20 MB, after a start and a minute after work", package.at_rest),
    ("a member of group winnow drops the sample and reads the pair", users.member_drops_and_reads),
    ("the journal has fields, explanations, and no forged lines", journal.journal_entries),
    ("ten thousand documents that fail do not flood the journal", journal.flood),
    ("reload: good rules are in force, broken ones are refused, and systemctl says so", service.reload),
    ("kill -9 and restart, five times under load: nothing is lost", service.kill_nine),
    ("the watchdog kills a service whose worker is stuck, and spares an idle one", service.stuck_worker),
    ("stop under load ends in order; the next start takes up the rest", service.stop_under_load),
    ("a start that takes longer than TimeoutStartSec asks for more time", service.long_start),
    ("the sandbox holds: probed from inside the unit", service.hardening),
    ("winnow status tells interpreted rules from machine code", service.machine_code),
    ("a second spool by the template", service.instance),
    ("settings that can't be used stop the start, with a caret, once", service.unusable_settings),
    ("the producers and consumers of docs/operations.md work", users.examples),
    ("upgrade from an older build with work waiting", package.upgrade),
    ("originals in the archive go when their age has come, and nothing else does", package.archive_age),
    ("remove and purge leave every document", package.remove_and_purge),
]
