package dev.cairn.benchmarks.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** LMDB without syncs, in a write map: the fastest it can be run. */
@SuppressWarnings("restricted") // What LMDB answers is a pointer and a length.
final class LmdbStore implements OrderedStore {

    private static final long MAP_BYTES = 64L << 30;
    private static final long PAGE_BYTES = 4096;
    /** The environment's information begins with the address and the size of the map. */
    private static final int LAST_PAGE_OFFSET = 16;

    private static final int INFORMATION_BYTES = 48;
    private static final long BUFFER_BYTES = 1 << 16;
    private static final MemorySegment NOTHING = MemorySegment.NULL;

    private final Lmdb lmdb;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment result = arena.allocate(ADDRESS);
    private final MemorySegment key = arena.allocate(16, 8);
    private final MemorySegment value = arena.allocate(16, 8);
    private final MemorySegment keyBytes = arena.allocate(BUFFER_BYTES);
    private final MemorySegment valueBytes = arena.allocate(BUFFER_BYTES);
    private final MemorySegment environment;
    private final int database;

    private @Nullable MemorySegment writing;
    private @Nullable MemorySegment reading;

    private LmdbStore(Lmdb lmdb, Path file) {
        this.lmdb = lmdb;
        check(lmdb.envCreate, result);
        environment = result.get(ADDRESS, 0);
        check(lmdb.envSetMapSize, environment, MAP_BYTES);
        int flags = Lmdb.NO_SUBFOLDER | Lmdb.NO_SYNC | Lmdb.WRITE_MAP;
        check(lmdb.envOpen, environment, arena.allocateFrom(file.toString()), flags, 0644);
        MemorySegment transaction = begin(0);
        MemorySegment number = arena.allocate(JAVA_INT);
        check(lmdb.dbiOpen, transaction, NOTHING, 0, number);
        database = number.get(JAVA_INT, 0);
        check(lmdb.txnCommit, transaction);
    }

    static LmdbStore in(Path folder) throws IOException {
        return new LmdbStore(Lmdb.load(folder), folder.resolve("data.mdb"));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(MethodHandle function, Object... arguments) {
        require(call(function, arguments));
    }

    private static void require(int code) {
        if (code != 0) {
            throw new IllegalStateException("LMDB answers " + code);
        }
    }

    private MemorySegment begin(int flags) {
        check(lmdb.txnBegin, environment, NOTHING, flags, result);
        return result.get(ADDRESS, 0);
    }

    private MemorySegment writing() {
        MemorySegment open = writing;
        if (open == null) {
            endReading();
            open = begin(0);
            writing = open;
        }
        return open;
    }

    private MemorySegment reading() {
        MemorySegment open = reading;
        if (open == null) {
            open = begin(Lmdb.READ_ONLY);
            reading = open;
        }
        return open;
    }

    private void endReading() {
        if (reading != null) {
            call(lmdb.txnAbort, reading);
            reading = null;
        }
    }

    private static void fill(MemorySegment description, MemorySegment buffer, byte[] bytes) {
        MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
        description.set(JAVA_LONG, 0, bytes.length);
        description.set(ADDRESS, 8, buffer);
    }

    @Override
    public void put(byte[] itemKey, byte[] itemValue) {
        fill(key, keyBytes, itemKey);
        fill(value, valueBytes, itemValue);
        try {
            require((int) lmdb.put.invokeExact(writing(), database, key, value, 0));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void delete(byte[] itemKey) {
        fill(key, keyBytes, itemKey);
        try {
            int code = (int) lmdb.delete.invokeExact(writing(), database, key, NOTHING);
            require(code == Lmdb.NOT_FOUND ? 0 : code);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void commit() {
        if (writing != null) {
            check(lmdb.txnCommit, writing);
            writing = null;
        }
    }

    private byte[] valueRead() {
        long length = value.get(JAVA_LONG, 0);
        return value.get(ADDRESS, 8).reinterpret(length).toArray(JAVA_BYTE);
    }

    @Override
    public byte @Nullable [] get(byte[] itemKey) {
        fill(key, keyBytes, itemKey);
        try {
            int code = (int) lmdb.get.invokeExact(reading(), database, key, value);
            if (code == Lmdb.NOT_FOUND) {
                return null;
            }
            require(code);
            return valueRead();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long scan(byte[] from, int count) {
        check(lmdb.cursorOpen, reading(), database, result);
        MemorySegment cursor = result.get(ADDRESS, 0);
        fill(key, keyBytes, from);
        long bytes = 0;
        try {
            int code = (int) lmdb.cursorGet.invokeExact(cursor, key, value, Lmdb.SET_RANGE);
            for (int i = 0; i < count && code == 0; i++) {
                long length = key.get(JAVA_LONG, 0);
                byte[] found = key.get(ADDRESS, 8).reinterpret(length).toArray(JAVA_BYTE);
                bytes += found.length + valueRead().length;
                code = (int) lmdb.cursorGet.invokeExact(cursor, key, value, Lmdb.NEXT);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            call(lmdb.cursorClose, cursor);
        }
        return bytes;
    }

    /** The file is as large as the map, with a hole behind the last page. */
    @Override
    public long diskBytes() {
        MemorySegment information = arena.allocate(INFORMATION_BYTES, 8);
        check(lmdb.envInfo, environment, information);
        return PAGE_BYTES * (information.get(JAVA_LONG, LAST_PAGE_OFFSET) + 1);
    }

    @Override
    public void close() {
        commit();
        endReading();
        call(lmdb.envClose, environment);
        arena.close();
    }
}
