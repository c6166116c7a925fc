package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.util.Map;

/**
 * Starts a multipart upload.
 *
 * @param bucket directory in which the key will appear
 * @param key the whole key
 * @param xattrs attributes that the file gets on completion
 */
public record UploadRequest(InodeNumber bucket, Bytes key, Map<Bytes, Bytes> xattrs) {

    public UploadRequest {
        xattrs = Map.copyOf(xattrs);
    }
}
