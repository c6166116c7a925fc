package dev.cairn.api.metadata;

/**
 * One version of the bytes of a file. Extents belong to a content; a file points to one. Replacing a file's bytes
 * swaps the pointer, in a transaction whose size does not depend on the file's, while readers of the old content
 * finish. Never reused; 0 means no content (an empty file).
 */
public record ContentId(long value) {

    public static final ContentId NONE = new ContentId(0);

    public boolean isNone() {
        return value == 0;
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
