package dev.cairn.api.metadata;

import java.time.Duration;

/**
 * A file to create without a name.
 *
 * @param directory whose permissions, group rule, default ACL, project and quota count, as if the file were created in it
 * @param mode permission bits before the umask or default ACL
 * @param linking whether the holder may give it a name later
 * @param lease of its first handle
 */
public record TemporaryRequest(FileRef directory, int mode, Linking linking, Duration lease) {

    /** Whether a temporary file can become an ordinary one. */
    public enum Linking {
        ALLOWED,
        EXCLUSIVE
    }
}
