package dev.cairn.benchmarks.tree;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Creates of files as lists of items. Two shapes of items: <em>lean</em> is what the metadata-service stores (an inode, an
 * entry, two index entries, the parent, a session slot); <em>full</em> spells everything out (eight items with keys of 28
 * bytes). Two orders: <em>a</em> fills one directory of 10,000 files after the other, <em>b</em> goes at random over 1,000
 * directories.
 */
enum Workload {
    LEAN_A(true, false),
    LEAN_B(true, true),
    FULL_A(false, false),
    FULL_B(false, true);

    private static final int FILES_IN_A_ROW = 10_000;
    private static final int DIRECTORIES = 1_000;
    private static final int SLOTS = 64;
    private static final int FULL_KEY_BYTES = 28;

    private final boolean isLean;
    private final boolean isRandom;

    Workload(boolean isLean, boolean isRandom) {
        this.isLean = isLean;
        this.isRandom = isRandom;
    }

    String label() {
        return (isLean ? "lean-" : "full-") + (isRandom ? "b" : "a");
    }

    /** A run of the workload: which file comes next, and the keys of files that are there. */
    Run run(long seed) {
        return new Run(seed);
    }

    final class Run {

        private final Random random;
        private final byte[] noise = new byte[4096];

        Run(long seed) {
            random = new Random(seed);
            random.nextBytes(noise);
        }

        private long directoryOf(long file) {
            return isRandom ? mixed(file) % DIRECTORIES : file / FILES_IN_A_ROW;
        }

        /** The same for the same file, and looks random. */
        private static long mixed(long file) {
            long mixed = (file + 1) * 0x9E3779B97F4A7C15L;
            return (mixed ^ mixed >>> 29) >>> 1;
        }

        private byte[] value(int length, long file) {
            byte[] value = new byte[length];
            // A part that cannot be compressed, and a part that is alike, as with real inodes.
            System.arraycopy(noise, (int) (mixed(file) % 3000), value, 0, length / 2);
            ByteBuffer.wrap(value).putLong(0, file);
            return value;
        }

        void create(OrderedStore store, long file) {
            if (isLean) {
                createLean(store, file);
            } else {
                createFull(store, file);
            }
        }

        private void createLean(OrderedStore store, long file) {
            long directory = directoryOf(file);
            store.put(inodeKey(file), value(100, file));
            store.put(
                    entryKey(directory, file),
                    ByteBuffer.allocate(9).putLong(file).array());
            store.put(key(17, 0x40, file, file), new byte[0]);
            store.put(key(17, 0x41, file, file), new byte[0]);
            store.put(key(9, 0x10, -directory - 1, 0), value(100, file));
            store.put(key(10, 0x01, file % SLOTS, 0), value(60, file));
        }

        private void createFull(OrderedStore store, long file) {
            long directory = directoryOf(file);
            store.put(inodeKey(file), value(136, file));
            store.put(entryKey(directory, file), value(60, file));
            store.put(key(FULL_KEY_BYTES, 0x28, directory, file), value(60, file));
            store.put(key(FULL_KEY_BYTES, 0x30, file, directory), value(60, file));
            store.put(key(FULL_KEY_BYTES, 0x40, file, file), value(40, file));
            store.put(key(FULL_KEY_BYTES, 0x41, file, file), value(40, file));
            store.delete(key(FULL_KEY_BYTES, 0x40, file - DIRECTORIES, file));
            store.put(key(FULL_KEY_BYTES, 0x10, -directory - 1, 0), value(136, file));
        }

        /** The key of something that is there when {@code files} files are: half inodes, half entries. */
        byte[] anyKey(long files) {
            long file = random.nextLong(files);
            return random.nextBoolean() ? inodeKey(file) : entryKey(directoryOf(file), file);
        }

        byte[] anyInodeKey(long files) {
            return inodeKey(random.nextLong(files));
        }

        private byte[] inodeKey(long file) {
            return key(isLean ? 9 : FULL_KEY_BYTES, 0x10, file, 0);
        }

        /** A name is a number behind a hash of it: names of a directory come in no order. */
        private byte[] entryKey(long directory, long file) {
            if (!isLean) {
                return key(FULL_KEY_BYTES, 0x20, directory, mixed(file));
            }
            return ByteBuffer.allocate(26)
                    .put((byte) 0x20)
                    .putLong(directory)
                    .put((byte) 'f')
                    .putLong(isRandom ? mixed(file) : file)
                    .putLong(file)
                    .array();
        }

        private static byte[] key(int length, int zone, long first, long second) {
            var key = ByteBuffer.allocate(length).put((byte) zone);
            if (key.remaining() >= Long.BYTES) {
                key.putLong(first);
            }
            if (key.remaining() >= Long.BYTES) {
                key.putLong(second);
            }
            return key.array();
        }
    }
}
