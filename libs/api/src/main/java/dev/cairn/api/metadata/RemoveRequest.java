package dev.cairn.api.metadata;

/**
 * Removes a name.
 *
 * @param want {@link FileRef.Want#NOT_DIRECTORY} is unlink, {@link FileRef.Want#DIRECTORY} is rmdir, ANY is either
 * @param emptied what happens to directories that the removal leaves empty
 * @param condition what must hold of the file in place
 */
public record RemoveRequest(EntryPath path, FileRef.Want want, Emptied emptied, Condition condition) {

    /** What happens to directories that a removal leaves empty. */
    public enum Emptied {
        /** They stay. */
        KEEP,
        /**
         * Implicit ones go, up to the first explicit or non-empty one. An explicit directory that is itself removed while it
         * has entries becomes implicit: the key of a folder marker is deleted, the keys below it stay.
         */
        PRUNE_IMPLICIT
    }
}
