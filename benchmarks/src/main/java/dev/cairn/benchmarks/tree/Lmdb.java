package dev.cairn.benchmarks.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The functions of LMDB that a store needs, called without copies where they touch nothing but memory. */
@SuppressWarnings("restricted") // Calling C is what it is for.
final class Lmdb {

    static final int NO_SUBFOLDER = 0x4000;
    static final int NO_SYNC = 0x10000;
    static final int READ_ONLY = 0x20000;
    static final int WRITE_MAP = 0x80000;
    static final int NOT_FOUND = -30798;
    static final int SET_RANGE = 17;
    static final int NEXT = 8;

    private static final Linker LINKER = Linker.nativeLinker();

    final MethodHandle envCreate;
    final MethodHandle envSetMapSize;
    final MethodHandle envOpen;
    final MethodHandle envInfo;
    final MethodHandle envClose;
    final MethodHandle txnBegin;
    final MethodHandle txnCommit;
    final MethodHandle txnAbort;
    final MethodHandle dbiOpen;
    final MethodHandle put;
    final MethodHandle delete;
    final MethodHandle get;
    final MethodHandle cursorOpen;
    final MethodHandle cursorGet;
    final MethodHandle cursorClose;

    private final SymbolLookup library;

    private Lmdb(SymbolLookup library) {
        this.library = library;
        envCreate = function("mdb_env_create", ADDRESS);
        envSetMapSize = function("mdb_env_set_mapsize", ADDRESS, JAVA_LONG);
        envOpen = function("mdb_env_open", ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
        envInfo = function("mdb_env_info", ADDRESS, ADDRESS);
        envClose = function("mdb_env_close", ADDRESS);
        txnBegin = function("mdb_txn_begin", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
        txnCommit = function("mdb_txn_commit", ADDRESS);
        txnAbort = function("mdb_txn_abort", ADDRESS);
        dbiOpen = function("mdb_dbi_open", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
        put = quick("mdb_put", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
        delete = quick("mdb_del", ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
        get = quick("mdb_get", ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
        cursorOpen = function("mdb_cursor_open", ADDRESS, JAVA_INT, ADDRESS);
        cursorGet = quick("mdb_cursor_get", ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
        cursorClose = function("mdb_cursor_close", ADDRESS);
    }

    /** Loads the library that its jar carries for this kind of machine. */
    static Lmdb load(Path folder) throws IOException {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        String name = "/org/lmdbjava/native/" + machine + "-linux-gnu.so";
        Path file = folder.resolve("lmdb.so");
        try (InputStream resource = Lmdb.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("there is no LMDB for this machine: " + name);
            }
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return new Lmdb(SymbolLookup.libraryLookup(file, Arena.global()));
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** Short calls that never come back into Java. */
    private MethodHandle quick(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.critical(false));
    }
}
