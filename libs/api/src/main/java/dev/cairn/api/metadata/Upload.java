package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A multipart upload in progress. */
public record Upload(UUID id, InodeNumber bucket, Bytes key, Instant startedAt, Map<Bytes, Bytes> xattrs) {

    public Upload {
        xattrs = Map.copyOf(xattrs);
    }
}
