// GNU and Linux calls that the Glibc module does not export, as plain functions.
// Each returns what the system call returns (-1 with errno set on error).
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST rather than replacing `to`. Where the file system does not
/// know the flag: link(2) and unlink(2), and where the old name can't be removed, the new one is taken back.
int winnow_rename_noreplace(int from_directory, const char *from, int to_directory, const char *to);

/// The same for a directory that nobody else puts anything into. Where the file system does not know the flag: a look
/// at `to`, then rename(2), which takes along what has replaced `from` meanwhile; unlink(2) would delete that.
int winnow_rename_to_own(int from_directory, const char *from, int to_directory, const char *to);

/// openat2(2) that stays below `directory` and follows no symbolic link in any component. Where that call is forbidden, as
/// systemd's RestrictSUIDSGID does, winnow_walk_beneath().
int winnow_open_beneath(int directory, const char *path, int flags);

/// The same by one openat(2) a component; `..` is refused with EXDEV.
int winnow_walk_beneath(int directory, const char *path, int flags);

/// syncfs(2).
int winnow_syncfs(int descriptor);

/// signalfd(2), close-on-exec and non-blocking, for the signals given; blocks them in the calling thread.
int winnow_signalfd(const int *signals, int count);

/// The number of the next signal pending on a signalfd, 0 if none, -1 with errno set on error.
int winnow_signalfd_read(int descriptor);

/// True if no process has the file open for writing, asked by taking and giving back a read lease.
/// 1 nobody writes, 0 somebody does, -1 it can't be told (errno says why).
int winnow_no_writer(int descriptor);

/// inotify_init1(2), close-on-exec and non-blocking.
int winnow_inotify(void);

/// inotify_add_watch(2) on an open directory.
int winnow_watch(int inotify, int directory, uint32_t events);

/// The file system type of an open file, as statfs(2) gives it (`f_type`); -1 on error.
int64_t winnow_filesystem_type(int descriptor);

/// Monotonic clock, nanoseconds.
int64_t winnow_monotonic_ns(void);

/// eventless wait: poll(2) on up to `count` descriptors for reading. A negative timeout waits for ever.
/// Returns a bit mask of the readable ones; 0 on time-out or interruption; -1 with errno set on error.
int winnow_poll(const int *descriptors, int count, int timeout_ms);

/// Waits until there is room to write, or the time is over; whether there is, or an error to be told of.
bool winnow_wait_for_room(int descriptor, int timeout_ms);

/// The type of a directory entry (DT_REG …) and its name, from readdir(3). NULL at the end, where `error` is 0, or on error.
const char *winnow_readdir(DIR *stream, unsigned char *type, int *error);

/// Ignores SIGPIPE, SIGIO, SIGUSR1 and SIGUSR2, whose default action would end the process.
void winnow_ignore_idle_signals(void);

/// Opens /dev/null in the place of each standard stream that is closed; -1 where that fails.
int winnow_open_standard_streams(void);

/// The pages of memory that the process holds, from /proc/self/statm; -1 where that can't be read.
long winnow_resident_pages(void);

/// Lets the allocator keep memory for threads in so many places, and ask the system for so many bytes at once; to be
/// called before any thread is started.
void winnow_set_up_memory(int arenas, int stock);
/// Lets the allocator keep so many bytes at the end of each place, and give back what is freed there once it is four times
/// that.
void winnow_keep_memory(int stock);
/// Gives freed memory back to the system, but for what lies at the end of a thread's place.
void winnow_release_memory(void);
/// Gives back the pages of all programs and libraries that are mapped; the kernel reads them again as they are run.
void winnow_release_code(void);
