#!/usr/bin/env python3
"""Tries, from inside the service's sandbox, what the service must not be able to do. Prints what could be done."""

import ctypes
import os
import socket
import subprocess
import time


def can(what, attempt):
    try:
        attempt()
    except (OSError, PermissionError, subprocess.SubprocessError) as error:
        print(f"no: {what}: {error}")
    else:
        print(f"YES: {what}")


def write(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("x")


def map_writable_code():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    place = libc.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0))
    if place in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "mmap")


def see_others():
    others = [name for name in os.listdir("/proc") if name.isdigit() and os.stat(f"/proc/{name}").st_uid != os.getuid()]
    if not others:
        raise OSError("nobody to be seen")


def find_writable_mount(folder):
    """Neither the mount that a folder is in nor one below it may be writable, whoever asks."""
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        mounts = [line.split() for line in table]
    writable = [mount[4] for mount in mounts if f"{mount[4]}/".startswith(f"{folder}/") and "ro" not in mount[5].split(",")]
    if not any(mount[4] == folder for mount in mounts):
        raise AssertionError(f"{folder} is no mount")
    if not writable:
        raise OSError("all are read-only")


def listen():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0))


for place in ("/etc/probe", "/usr/probe", "/var/lib/probe", "/var/spool/probe", "/root/probe", "/home/probe", "/boot/probe"):
    can(f"write {place}", lambda place=place: write(place))
can("open a network socket", listen)
can("open a raw socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
can("see other users' processes", see_others)
can("read /proc/meminfo", lambda: open("/proc/meminfo", encoding="ascii").read())
can("see the kernel's settings", lambda: os.listdir("/proc/sys"))
can("change what /sys shows", lambda: find_writable_mount("/sys"))
can("become root", lambda: os.setuid(0))
can("make a folder that hands on its group", lambda: (os.makedirs("/var/spool/winnow/.winnow/probe"), os.chmod("/var/spool/winnow/.winnow/probe", 0o2770)))
can("mount", lambda: subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/tmp"], check=True, stderr=subprocess.DEVNULL))
can("set the clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time() + 3600))
can("map memory that is writable and executable", map_writable_code)
can("write into the spool", lambda: write("/var/spool/winnow/.winnow/probe.txt"))
