package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.kernel.Bytes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What S3 keeps of an object beside its bytes, in the extended attribute {@link #XATTR}.
 *
 * @param user metadata of the client by lower-case name without its prefix; each character of a value is one byte
 * @param checksum an additional checksum that was sent or asked for
 * @param plan which checksum the parts of an unfinished upload must have
 * @param parts sizes of the parts of a multipart object; empty if it has none, or too many different ones
 */
record StoredHeaders(
        Map<StandardHeader, String> standard,
        SortedMap<String, String> user,
        Optional<ChecksumValue> checksum,
        Optional<ChecksumPlan> plan,
        List<PartRun> parts) {

    static final Bytes XATTR = Bytes.utf8("user.cairn.s3");
    static final StoredHeaders NONE =
            new StoredHeaders(Map.of(), new TreeMap<>(), Optional.empty(), Optional.empty(), List.of());

    /** Which checksum an upload is to have. */
    record ChecksumPlan(ChecksumAlgorithm algorithm, ChecksumValue.Kind kind) {}

    /** So many parts in a row of the same size. */
    record PartRun(int count, long size) {}

    StoredHeaders {
        standard = standard.isEmpty() ? Map.of() : new EnumMap<>(standard);
        user = new TreeMap<>(user);
        parts = List.copyOf(parts);
    }

    static StoredHeaders of(Map<Bytes, Bytes> xattrs) {
        Bytes stored = xattrs.get(XATTR);
        return stored == null ? NONE : StoredHeadersCodec.decode(stored);
    }

    /** What to store with the file: nothing if there is nothing to remember. */
    Map<Bytes, Bytes> asXattrs() {
        return equals(NONE) ? Map.of() : Map.of(XATTR, StoredHeadersCodec.encode(this));
    }

    StoredHeaders withChecksum(Optional<ChecksumValue> value) {
        return new StoredHeaders(standard, user, value, Optional.empty(), parts);
    }

    StoredHeaders withPlan(Optional<ChecksumPlan> wanted) {
        return new StoredHeaders(standard, user, checksum, wanted, parts);
    }

    StoredHeaders withParts(List<PartRun> sizes) {
        return new StoredHeaders(standard, user, checksum, plan, sizes);
    }

    int partCount() {
        return parts.stream().mapToInt(PartRun::count).sum();
    }
}
