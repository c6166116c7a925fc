package dev.cairn.api.metadata;

/** What an inode is, with the numbers that directory readers know (dirent types). */
public enum FileType {
    REGULAR(8),
    DIRECTORY(4),
    SYMLINK(10),
    FIFO(1),
    CHARACTER_DEVICE(2),
    BLOCK_DEVICE(6),
    SOCKET(12);

    private final int direntType;

    FileType(int direntType) {
        this.direntType = direntType;
    }

    public int direntType() {
        return direntType;
    }

    /** Whether inodes of this type stand for a device and carry its number. */
    public boolean isDevice() {
        return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
    }
}
