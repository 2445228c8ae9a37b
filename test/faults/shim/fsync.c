/*
 * Preloaded into a process under test: writes down each fsync, link and rename, and makes the fsync of one
 * file or folder fail as a dying disk does. What a failed fsync did not write is gone: the bytes of a file are
 * overwritten, so that whoever commits it after all is found out.
 *
 * MILLRACE_SHIM_TRACE: the file that is written. MILLRACE_SHIM_FAIL: which fsync fails, counted from 1 among
 * those of paths that end in MILLRACE_SHIM_SUFFIX and hold MILLRACE_SHIM_BELOW; 0 none.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static long fail_at = -1;
static const char *suffix = "", *below = "";
static long count = 0;

static void note(const char *what, const char *result, const char *path, const char *other) {
  char line[9000];
  int length = snprintf(line, sizeof line, "%s %s %s%s%s\n", what, result, path, other == NULL ? "" : "\t",
                        other == NULL ? "" : other);
  if (trace >= 0 && length > 0) {
    ssize_t written = write(trace, line, (size_t)length);
    (void)written;
  }
}

static void prepare(void) {
  if (fail_at >= 0) return;
  const char *path = getenv("MILLRACE_SHIM_TRACE");
  const char *fail = getenv("MILLRACE_SHIM_FAIL");
  if (path != NULL) trace = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (getenv("MILLRACE_SHIM_SUFFIX") != NULL) suffix = getenv("MILLRACE_SHIM_SUFFIX");
  if (getenv("MILLRACE_SHIM_BELOW") != NULL) below = getenv("MILLRACE_SHIM_BELOW");
  fail_at = fail == NULL ? 0 : atol(fail);
}

static int is_wanted(const char *path) {
  size_t length = strlen(path), wanted = strlen(suffix);
  return length >= wanted && strcmp(path + length - wanted, suffix) == 0 && strstr(path, below) != NULL;
}

static void destroy(int fd) {
  struct stat about;
  if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return;
  char zeros[512];
  memset(zeros, 0, sizeof zeros);
  for (off_t at = about.st_size / 2; at < about.st_size; at += (off_t)sizeof zeros) {
    size_t left = (size_t)(about.st_size - at);
    ssize_t written = pwrite(fd, zeros, left < sizeof zeros ? left : sizeof zeros, at);
    (void)written;
  }
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "fsync");
  char link_name[64], path[4096];
  snprintf(link_name, sizeof link_name, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link_name, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  pthread_mutex_lock(&lock);
  prepare();
  int failing = is_wanted(path) && ++count == fail_at;
  pthread_mutex_unlock(&lock);
  int result = -1;
  if (failing) destroy(fd);
  else result = real(fd);
  int error = failing ? EIO : errno;
  note("fsync", result == 0 ? "ok" : "failed", path, NULL);
  errno = error;
  return result;
}

int link(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "link");
  int result = real(from, to);
  int error = errno;
  prepare();
  note("link", result == 0 ? "ok" : "failed", from, to);
  errno = error;
  return result;
}
