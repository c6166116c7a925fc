package dev.cairn.btree;

/** A walk over items in order. Starts in front of the first one. Used by one thread. */
public interface Cursor {

    /** Goes on to the next item; false at the end. */
    boolean next();

    /** The key of the present item, as an array of the caller's own. */
    byte[] key();

    /** The value of the present item, as an array of the caller's own. */
    byte[] value();
}
