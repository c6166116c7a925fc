package dev.cairn.api.metadata;

import java.time.Instant;
import java.util.Optional;

/** Which POSIX attributes to change; what is empty stays. ctime becomes now. */
public record AttributeChange(
        Optional<Integer> mode,
        Optional<Integer> uid,
        Optional<Integer> gid,
        Optional<Instant> atime,
        Optional<Instant> mtime) {}
