#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <poll.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

int winnow_rename_noreplace(int from_directory, const char *from, int to_directory, const char *to) {
    int result = renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE);
    if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
    // File systems without the flag (NFS, some FUSE): link(2) never replaces either.
    if (linkat(from_directory, from, to_directory, to, 0) != 0) return -1;
    // Whoever has removed the old name meanwhile has come too late.
    if (unlinkat(from_directory, from, 0) == 0 || errno == ENOENT) return 0;
    // Under two names it would be two files.
    int reason = errno;
    unlinkat(to_directory, to, 0);
    errno = reason;
    return -1;
}

int winnow_rename_to_own(int from_directory, const char *from, int to_directory, const char *to) {
    int result = renameat2(from_directory, from, to_directory, to, RENAME_NOREPLACE);
    if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
    struct stat status;
    if (fstatat(to_directory, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return errno == ENOENT ? renameat(from_directory, from, to_directory, to) : -1;
}

int winnow_walk_beneath(int directory, const char *path, int flags) {
    if (*path == '/') {
        errno = EXDEV;
        return -1;
    }
    int here = directory;
    for (;;) {
        while (*path == '/') path++;
        size_t length = strcspn(path, "/");
        const char *rest = path + length;
        bool is_last = rest[strspn(rest, "/")] == 0;
        char name[NAME_MAX + 1];
        int next = -1;
        if (length > NAME_MAX) {
            errno = ENAMETOOLONG;
        } else if (length == 0) {
            errno = ENOENT;
        } else if (length == 2 && path[0] == '.' && path[1] == '.') {
            errno = EXDEV;
        } else {
            memcpy(name, path, length);
            name[length] = 0;
            // A slash at the end asks for a directory, too.
            int mode = is_last ? flags | (*rest ? O_DIRECTORY : 0) : O_PATH | O_DIRECTORY;
            next = openat(here, name, mode | O_NOFOLLOW | O_CLOEXEC);
            struct stat status;
            // Of a link that ought to be a directory, openat says that it is none.
            if (next < 0 && errno == ENOTDIR) {
                bool is_link = fstatat(here, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
                errno = is_link ? ELOOP : ENOTDIR;
            }
        }
        int reason = errno;
        if (here != directory) close(here);
        errno = reason;
        if (next < 0 || is_last) return next;
        here = next;
        path = rest;
    }
}

int winnow_open_beneath(int directory, const char *path, int flags) {
    static atomic_bool is_forbidden;
    if (atomic_load_explicit(&is_forbidden, memory_order_relaxed)) return winnow_walk_beneath(directory, path, flags);
    struct open_how how = {
        .flags = (uint64_t)flags | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int result = (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0 || errno != ENOSYS) return result;
    atomic_store_explicit(&is_forbidden, true, memory_order_relaxed);
    return winnow_walk_beneath(directory, path, flags);
}

int winnow_syncfs(int descriptor) { return syncfs(descriptor); }

int winnow_signalfd(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int winnow_signalfd_read(int descriptor) {
    struct signalfd_siginfo info;
    ssize_t got = read(descriptor, &info, sizeof info);
    if (got == (ssize_t)sizeof info) return (int)info.ssi_signo;
    return got < 0 && errno != EAGAIN && errno != EINTR ? -1 : 0;
}

int winnow_no_writer(int descriptor) {
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(descriptor, F_SETLEASE, F_UNLCK);
        return 1;
    }
    return errno == EAGAIN ? 0 : -1;
}

int winnow_inotify(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

int winnow_watch(int inotify, int directory, uint32_t events) {
    // By the open directory, not by a path that somebody may have swapped since.
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", directory);
    return inotify_add_watch(inotify, path, events | IN_ONLYDIR);
}

int64_t winnow_filesystem_type(int descriptor) {
    struct statfs status;
    return fstatfs(descriptor, &status) == 0 ? (int64_t)status.f_type : -1;
}

int64_t winnow_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int winnow_poll(const int *descriptors, int count, int timeout_ms) {
    struct pollfd wait[16];
    if (count > 16) {
        errno = EINVAL;
        return -1;
    }
    for (int i = 0; i < count; i++) wait[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    int ready = poll(wait, (nfds_t)count, timeout_ms);
    if (ready < 0) return errno == EINTR ? 0 : -1;
    int mask = 0;
    for (int i = 0; i < count; i++)
        if (wait[i].revents) mask |= 1 << i;
    return mask;
}

bool winnow_wait_for_room(int descriptor, int timeout_ms) {
    struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
    return poll(&wait, 1, timeout_ms) > 0;
}

const char *winnow_readdir(DIR *stream, unsigned char *type, int *error) {
    errno = 0;
    struct dirent *entry = readdir(stream);
    *error = entry ? 0 : errno;
    if (!entry) return NULL;
    *type = entry->d_type;
    return entry->d_name;
}

void winnow_ignore_idle_signals(void) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGIO, SIG_IGN);
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, SIG_IGN);
}

int winnow_open_standard_streams(void) {
    for (int number = 0; number <= 2; number++) {
        if (fcntl(number, F_GETFD) >= 0) continue;
        // The lowest free number is the one that is given. Opened the wrong way, so that using it fails as it did before.
        if (open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY) != number) return -1;
    }
    return 0;
}

void winnow_set_up_memory(int arenas, int stock) {
    mallopt(M_ARENA_MAX, arenas);
    // Any setting ends the allocator's own adjusting of this one and of when to give back, without which a large document's
    // buffers would be mapped and unmapped one by one.
    mallopt(M_MMAP_THRESHOLD, 4 * stock);
    winnow_keep_memory(stock);
}

void winnow_keep_memory(int stock) {
    mallopt(M_TOP_PAD, stock);
    mallopt(M_TRIM_THRESHOLD, 4 * stock);
}

void winnow_release_memory(void) { malloc_trim(0); }

void winnow_release_code(void) {
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps) return;
    char line[4352];
    while (fgets(line, sizeof line, maps)) {
        unsigned long start, end, inode;
        char permissions[5];
        if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &start, &end, permissions, &inode) != 4) continue;
        // Code of files alone: nobody has written to it, so it can always be read again.
        if (inode == 0 || strcmp(permissions, "r-xp") != 0) continue;
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    fclose(maps);
}

long winnow_resident_pages(void) {
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    char text[64];
    ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    if (got <= 0) return -1;
    text[got] = 0;
    long size, resident;
    return sscanf(text, "%ld %ld", &size, &resident) == 2 ? resident : -1;
}
