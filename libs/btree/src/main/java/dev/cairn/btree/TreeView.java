package dev.cairn.btree;

import org.jspecify.annotations.Nullable;

/**
 * One version of a tree. Keys are ordered as unsigned bytes.
 *
 * <p>Reading may load pages: it fails with {@link dev.cairn.kernel.ErrorCode#CORRUPT} when one does not match its checksum
 * and with {@code EIO} when the disk fails.
 */
public interface TreeView {

    /** The value of a key, as an array of the caller's own; null if there is none. */
    byte @Nullable [] get(byte[] key);

    /** Items in ascending order, {@code from} inclusive, {@code to} exclusive; null means to the end. */
    Cursor scan(byte[] from, byte @Nullable [] to);

    /** Items in descending order, from the last one below {@code from} (null: the last of all) down to {@code to} inclusive. */
    Cursor scanBackward(byte @Nullable [] from, byte[] to);
}
