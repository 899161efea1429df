// protocol INBOX FOLDER THREADS BATCH: the system calls that the way of a document needs at least, and nothing else: what
// no daemon with this protocol can beat. Each file NUMBER.txt of INBOX is renamed into work, read, written as a text and a
// record, and after one syncfs a batch these are renamed and the original after them, each step durable before the next.
// Prints files a second.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { most = 65536, record_bytes = 1500 };

static int inbox, work, temporary, outbox, archive, files, threads, batch;
static pthread_barrier_t everybody;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int folder(const char *parent, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", parent, name);
    if (mkdir(path, 0770) != 0) fail(path);
    const int opened = open(path, O_RDONLY | O_DIRECTORY);
    if (opened < 0) fail(path);
    return opened;
}

static void move(int from, const char *name, int to, const char *other) {
    if (syscall(SYS_renameat2, from, name, to, other, RENAME_NOREPLACE) != 0) fail("rename");
}

static void put(const char *name, const char *bytes, size_t count) {
    const int file = openat(temporary, name, O_WRONLY | O_CREAT | O_EXCL, 0640);
    if (file < 0 || write(file, bytes, count) != (ssize_t)count) fail("write");
    close(file);
}

static void take(const char *name, const char *text, const char *record) {
    static _Thread_local char bytes[most];
    move(inbox, name, work, name);
    const int file = openat(work, name, O_RDONLY);
    const ssize_t count = read(file, bytes, most);
    if (file < 0 || count < record_bytes) fail("read");
    close(file);
    put(text, bytes, (size_t)count);
    put(record, bytes, record_bytes);
}

// One after the other, when all threads have come here.
static void durable(long thread, int (*sync)(int), int descriptor) {
    pthread_barrier_wait(&everybody);
    if (thread == 0 && sync(descriptor) != 0) fail("sync");
    pthread_barrier_wait(&everybody);
}

static void *run(void *argument) {
    const long thread = (long)argument;
    char name[32], record[32], text[32], temporary_record[32];
    for (int first = 0; first < files; first += batch) {
        const int last = first + batch < files ? first + batch : files;
        for (int step = 0; step < 4; step++) {
            for (int file = first + (int)thread; file < last; file += threads) {
                snprintf(name, sizeof name, "%d.txt", file);
                snprintf(record, sizeof record, "%d.json", file);
                snprintf(text, sizeof text, "~%d.txt", file);
                snprintf(temporary_record, sizeof temporary_record, "~%d.json", file);
                switch (step) {
                case 0: take(name, text, temporary_record); break;
                case 1: move(temporary, text, outbox, name); break;
                case 2: move(temporary, temporary_record, outbox, record); break;
                default: move(work, name, archive, name);
                }
            }
            durable(thread, step == 0 ? syncfs : fsync, step == 3 ? archive : outbox);
        }
    }
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    DIR *listed = opendir(argv[1]);
    if (!listed) fail(argv[1]);
    inbox = dirfd(listed);
    for (struct dirent *entry; (entry = readdir(listed));) files += entry->d_name[0] != '.';
    threads = atoi(argv[3]);
    batch = atoi(argv[4]);
    if (mkdir(argv[2], 0770) != 0) fail(argv[2]);
    work = folder(argv[2], "work");
    temporary = folder(argv[2], "temporary");
    outbox = folder(argv[2], "outbox");
    archive = folder(argv[2], "archive");
    pthread_barrier_init(&everybody, NULL, (unsigned)threads);
    pthread_t *started = calloc((size_t)threads, sizeof *started);
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (long thread = 0; thread < threads; thread++) pthread_create(&started[thread], NULL, run, (void *)thread);
    for (int thread = 0; thread < threads; thread++) pthread_join(started[thread], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    const double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%.0f\n", files / seconds);
}
