package dev.cairn.btree;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which bytes of the file are free. Runs that touch are joined; the file grows when no run fits. Guarded by itself. */
final class SpaceMap {

    private final NavigableMap<Long, Long> free = new TreeMap<>();
    private long end;

    /** Everything from {@code start} on is free, and there is nothing behind it. */
    SpaceMap(long start) {
        end = start;
    }

    /** A place of its own, the lowest that fits, so that the file can stay small. */
    synchronized long allocate(long length) {
        for (Map.Entry<Long, Long> run : free.entrySet()) {
            if (run.getValue() >= length) {
                return takeFrom(run.getKey(), run.getValue(), length);
            }
        }
        long offset = end;
        end += length;
        return offset;
    }

    private long takeFrom(long offset, long size, long length) {
        free.remove(offset);
        if (size > length) {
            free.put(offset + length, size - length);
        }
        return offset;
    }

    /**
     * Gives a place back.
     *
     * @throws IllegalStateException if any part of it is free already: two owners would follow
     */
    synchronized void release(long offset, long length) {
        Map.Entry<Long, Long> before = free.floorEntry(offset);
        Map.Entry<Long, Long> after = free.ceilingEntry(offset);
        boolean overlaps = (before != null && before.getKey() + before.getValue() > offset)
                || (after != null && offset + length > after.getKey())
                || offset + length > end;
        if (overlaps) {
            throw new IllegalStateException("freed twice: " + length + " bytes at " + offset);
        }
        long start = offset;
        long size = length;
        if (before != null && before.getKey() + before.getValue() == offset) {
            start = before.getKey();
            size += before.getValue();
        }
        if (after != null && offset + length == after.getKey()) {
            size += after.getValue();
            free.remove(after.getKey());
        }
        free.put(start, size);
    }

    /** For recovery: takes a place that is in use, in any order. */
    synchronized void occupy(long offset, long length) {
        if (offset >= end) {
            if (offset > end) {
                free.put(end, offset - end);
            }
            end = offset + length;
            return;
        }
        Map.Entry<Long, Long> run = free.floorEntry(offset);
        if (run == null || run.getKey() + run.getValue() < offset + length) {
            throw new IllegalStateException("two pages share the " + length + " bytes at " + offset);
        }
        free.remove(run.getKey());
        if (run.getKey() < offset) {
            free.put(run.getKey(), offset - run.getKey());
        }
        long rest = run.getKey() + run.getValue() - offset - length;
        if (rest > 0) {
            free.put(offset + length, rest);
        }
    }

    synchronized long freeBytes() {
        return free.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized long endOfFile() {
        return end;
    }
}
