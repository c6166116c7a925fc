package dev.cairn.api.metadata;

/** What an inode is, with the numbers that directory readers know (dirent types). */
public enum FileType {
    REGULAR(8),
    DIRECTORY(4),
    SYMLINK(10);

    private final int direntType;

    FileType(int direntType) {
        this.direntType = direntType;
    }

    public int direntType() {
        return direntType;
    }
}
