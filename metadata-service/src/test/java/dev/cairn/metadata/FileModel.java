package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;

/** What a file should be: bytes, which of them somebody wrote, and the states of its blocks. */
final class FileModel {

    static final int BLOCKS_MAX = 24;

    /** Also of what is offline, as the archive has it; zeros behind the size and in holes. */
    final byte[] bytes = new byte[BLOCKS_MAX * BLOCK];

    private final boolean[] written = new boolean[BLOCKS_MAX * BLOCK];
    private final boolean[] offline = new boolean[BLOCKS_MAX];
    private final boolean[] unwritten = new boolean[BLOCKS_MAX];
    int size;
    long version;

    boolean isOffline(int block) {
        return offline[block];
    }

    boolean isOnline(int block) {
        for (int at = block * BLOCK; at < (block + 1) * BLOCK; at++) {
            if (written[at]) {
                return true;
            }
        }
        return false;
    }

    private boolean isEmpty(int block) {
        return !offline[block] && !unwritten[block] && !isOnline(block);
    }

    static int ceil(long offset) {
        return (int) ((offset + BLOCK - 1) / BLOCK);
    }

    boolean isOnlineBefore(long end) {
        for (int block = 0; block < ceil(end); block++) {
            if (offline[block]) {
                return false;
            }
        }
        return true;
    }

    long count(boolean wantsOnline) {
        long count = 0;
        for (int block = 0; block < BLOCKS_MAX; block++) {
            count += (wantsOnline ? isOnline(block) : offline[block]) ? 1 : 0;
        }
        return count;
    }

    String map() {
        var text = new StringBuilder();
        int start = 0;
        for (int block = 1; block <= BLOCKS_MAX; block++) {
            if (block == BLOCKS_MAX || !state(block).equals(state(start))) {
                if (!state(start).isEmpty()) {
                    text.append("[%d,+%d) %s ".formatted(start, block - start, state(start)));
                }
                start = block;
            }
        }
        return text.toString().strip();
    }

    private String state(int block) {
        if (offline[block]) {
            return "off";
        }
        return unwritten[block] ? "unw" : isOnline(block) ? "on" : "";
    }

    void write(int offset, byte[] data) {
        for (int i = 0; i < data.length; i++) {
            bytes[offset + i] = data[i];
            written[offset + i] = true;
            unwritten[(offset + i) / BLOCK] = false;
        }
        size = Math.max(size, offset + data.length);
        version++;
    }

    void truncate(int newSize) {
        if (newSize <= size) {
            for (int at = newSize; at < bytes.length; at++) {
                clear(at);
            }
            clearStates(ceil(newSize));
            if (newSize == 0) {
                clearStates(0);
            }
        }
        version += newSize == size ? 0 : 1;
        size = newSize;
    }

    private void clear(int at) {
        bytes[at] = 0;
        written[at] = false;
    }

    private void clearStates(int fromBlock) {
        for (int block = fromBlock; block < BLOCKS_MAX; block++) {
            offline[block] = false;
            unwritten[block] = false;
        }
    }

    void allocate(int offset, int length, boolean extend) {
        for (int block = offset / BLOCK; block < ceil(offset + length); block++) {
            unwritten[block] |= isEmpty(block);
        }
        if (extend && offset + length > size) {
            size = offset + length;
            version++;
        }
    }

    void release(int firstBlock, int behind) {
        for (int block = firstBlock; block < behind; block++) {
            if (block < ceil(size)) {
                offline[block] |= !isEmpty(block);
                for (int at = block * BLOCK; at < (block + 1) * BLOCK; at++) {
                    written[at] = false;
                }
            }
            unwritten[block] = false;
        }
        if (size > 0 && count(true) == 0) {
            clearStates(ceil(size));
        }
    }

    void stage(int firstBlock, int behind) {
        for (int block = firstBlock; block < behind; block++) {
            if (offline[block]) {
                offline[block] = false;
                for (int at = block * BLOCK; at < Math.min(size, (block + 1) * BLOCK); at++) {
                    written[at] = true;
                }
            }
        }
    }

    boolean canPunch(int firstBlock, int behind) {
        for (int block = firstBlock; block < behind; block++) {
            if (!isEmpty(block) && !offline[block]) {
                return false;
            }
        }
        return true;
    }

    void punch(int firstBlock, int behind) {
        for (int block = firstBlock; block < behind; block++) {
            if (offline[block]) {
                offline[block] = false;
                for (int at = block * BLOCK; at < (block + 1) * BLOCK; at++) {
                    clear(at);
                }
            }
        }
    }

    boolean canTake(FileModel source, int firstBlock, int behind, int to, boolean isStage) {
        for (int block = firstBlock; block < behind; block++) {
            int place = to + block - firstBlock;
            boolean fits = isStage ? offline[place] : isEmpty(place);
            if (!source.isEmpty(block) && !fits) {
                return false;
            }
        }
        return true;
    }

    void take(FileModel source, int firstBlock, int behind, int to, boolean isStage) {
        int end = size;
        for (int block = firstBlock; block < behind; block++) {
            if (!source.isEmpty(block)) {
                int place = to + block - firstBlock;
                takeBlock(source, block, place, isStage ? size : bytes.length);
                int part = Math.min(source.size, (block + 1) * BLOCK) - block * BLOCK;
                end = Math.max(end, place * BLOCK + part);
            }
        }
        source.version++;
        if (!isStage) {
            size = end;
            version++;
        }
    }

    private void takeBlock(FileModel source, int block, int place, int limit) {
        offline[place] = false;
        unwritten[place] = source.unwritten[block];
        source.unwritten[block] = false;
        for (int i = 0; i < BLOCK; i++) {
            int from = block * BLOCK + i;
            int at = place * BLOCK + i;
            clear(at);
            if (at < limit) {
                bytes[at] = source.bytes[from];
                written[at] = source.written[from];
            }
            source.clear(from);
        }
    }
}
