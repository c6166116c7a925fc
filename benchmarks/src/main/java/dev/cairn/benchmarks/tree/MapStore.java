package dev.cairn.benchmarks.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/** MVStore, with its background writer. */
final class MapStore implements OrderedStore {

    private static final int CACHE_MEGABYTES = 256;

    private final Path file;
    private final MVStore store;
    private final MVMap<byte[], byte[]> items;

    private MapStore(Path file) {
        this.file = file;
        this.store = new MVStore.Builder()
                .fileName(file.toString())
                .cacheSize(CACHE_MEGABYTES)
                .open();
        this.items = store.openMap(
                "items",
                new MVMap.Builder<byte[], byte[]>().keyType(new UnsignedBytes()).valueType(ByteArrayDataType.INSTANCE));
    }

    static MapStore in(Path folder) {
        return new MapStore(folder.resolve("items.mv"));
    }

    /** Keys in unsigned order. */
    private static final class UnsignedBytes extends org.h2.mvstore.type.BasicDataType<byte[]> {

        @Override
        public int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }

        @Override
        public int getMemory(byte[] key) {
            return key.length + 24;
        }

        @Override
        public void write(org.h2.mvstore.WriteBuffer buffer, byte[] key) {
            ByteArrayDataType.INSTANCE.write(buffer, key);
        }

        @Override
        public byte[] read(java.nio.ByteBuffer buffer) {
            return ByteArrayDataType.INSTANCE.read(buffer);
        }

        @Override
        public byte[][] createStorage(int size) {
            return new byte[size][];
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        items.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
        items.remove(key);
    }

    @Override
    public void commit() {
        // Its background thread commits; a commit a batch would be far slower.
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return items.get(key);
    }

    @Override
    public long scan(byte[] from, int count) {
        Cursor<byte[], byte[]> cursor = items.cursor(from);
        long bytes = 0;
        for (int i = 0; i < count && cursor.hasNext(); i++) {
            bytes += cursor.next().length + cursor.getValue().length;
        }
        return bytes;
    }

    @Override
    public long diskBytes() throws IOException {
        store.commit();
        return Files.size(file);
    }

    @Override
    public void close() {
        store.close();
    }
}
