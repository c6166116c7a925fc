package dev.cairn.benchmarks.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB without its own log: Cairn's log would stand in for it. */
final class RocksStore implements OrderedStore {

    private final Path folder;
    private final Options options =
            new Options().setCreateIfMissing(true).setCompressionType(CompressionType.LZ4_COMPRESSION);
    private final WriteOptions writes = new WriteOptions().setDisableWAL(true);
    private final RocksDB database;
    private WriteBatch batch = new WriteBatch();

    private RocksStore(Path folder) throws RocksDBException {
        this.folder = folder;
        this.database = RocksDB.open(options, folder.toString());
    }

    static RocksStore in(Path folder) {
        RocksDB.loadLibrary();
        try {
            return new RocksStore(folder);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        try {
            batch.put(key, value);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void delete(byte[] key) {
        try {
            batch.delete(key);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void commit() {
        try {
            database.write(writes, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        batch.close();
        batch = new WriteBatch();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return database.get(key);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long scan(byte[] from, int count) {
        long bytes = 0;
        try (RocksIterator items = database.newIterator()) {
            items.seek(from);
            for (int i = 0; i < count && items.isValid(); i++) {
                bytes += items.key().length + items.value().length;
                items.next();
            }
        }
        return bytes;
    }

    @Override
    public long diskBytes() throws IOException {
        try (var flush = new FlushOptions().setWaitForFlush(true)) {
            database.flush(flush);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Override
    public void close() {
        batch.close();
        database.close();
        writes.close();
        options.close();
    }
}
