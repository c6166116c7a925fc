package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.List;
import java.util.Map;

/**
 * Turns the parts of an upload into a file.
 *
 * @param parts in ascending order
 * @param contentTag identity of the whole, made by the caller from the parts
 * @param xattrs attributes to set in addition to those of {@link UploadRequest}
 * @param condition what must hold of the file in place
 */
public record CompleteRequest(
        UploadKey upload, List<PartRef> parts, Bytes contentTag, Map<Bytes, Bytes> xattrs, Condition condition) {

    public CompleteRequest {
        parts = List.copyOf(parts);
        xattrs = Map.copyOf(xattrs);
    }
}
