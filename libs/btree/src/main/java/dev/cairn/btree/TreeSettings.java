package dev.cairn.btree;

/**
 * How a tree is laid out and how much memory it may take.
 *
 * @param pageBytes the size at which a page splits; tests take a small one
 * @param cacheBytes loaded or changed pages beyond this many bytes are dropped from memory once they are on disk
 */
public record TreeSettings(int pageBytes, long cacheBytes) {

    /** 16 KiB pages: measured as fast as 8 KiB with half as many objects. */
    public static final TreeSettings DEFAULT = new TreeSettings(16 << 10, 256L << 20);

    public TreeSettings {
        if (pageBytes < 256 || pageBytes > 1 << 15) {
            throw new IllegalArgumentException("page size must be 256 to 32768 bytes: " + pageBytes);
        }
        if (cacheBytes < pageBytes) {
            throw new IllegalArgumentException("the cache must hold at least one page: " + cacheBytes);
        }
    }

    /** Changed pages of so many bytes call for a checkpoint: half as many as unchanged ones may take. */
    public long dirtyBytesMax() {
        return cacheBytes / 2;
    }
}
