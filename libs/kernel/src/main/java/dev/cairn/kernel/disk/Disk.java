package dev.cairn.kernel.disk;

import java.io.IOException;
import java.util.List;

/**
 * A flat folder of files.
 *
 * <p>Creating, renaming and deleting a file become durable with {@link #syncNames()}; the bytes of a file with
 * {@link DiskFile#sync()}. Without these calls a crash may undo any part of what was done, in any order. Safe for use by
 * any thread.
 */
public interface Disk {

    /**
     * Opens a file for reading and writing, creating it empty if it is missing.
     *
     * @throws IOException if it cannot be opened
     */
    DiskFile open(String name) throws IOException;

    boolean exists(String name) throws IOException;

    /** The names of all files, in no particular order. */
    List<String> names() throws IOException;

    /** Deletes the file; does nothing if it is missing. An open {@link DiskFile} of it stays readable. */
    void delete(String name) throws IOException;

    /** Renames a file atomically, replacing a file that has the new name. */
    void rename(String from, String to) throws IOException;

    /** Makes all creations, renames and deletions done so far durable. */
    void syncNames() throws IOException;
}
