package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * A key as a path: what stands between slashes are names, whatever they are; a key that ends in a slash is a directory.
 */
record ObjectName(Bytes key) {

    /** @throws S3Exception {@link S3Error#KEY_TOO_LONG} */
    static ObjectName of(Bytes key) {
        if (key.length() > MetadataLimits.KEY_BYTES_MAX) {
            throw new S3Exception(S3Error.KEY_TOO_LONG)
                    .detail("Size", Integer.toString(key.length()))
                    .detail("MaxSizeAllowed", Integer.toString(MetadataLimits.KEY_BYTES_MAX));
        }
        return new ObjectName(key);
    }

    boolean isFolder() {
        return key.at(key.length() - 1) == '/';
    }

    FileRef.Want want() {
        return isFolder() ? FileRef.Want.DIRECTORY : FileRef.Want.NOT_DIRECTORY;
    }

    EntryPath in(InodeNumber bucket) {
        return new EntryPath(bucket, names());
    }

    FileRef fileIn(InodeNumber bucket) {
        return FileRef.path(in(bucket), want());
    }

    /** Names bucket and key in one walk. */
    FileRef fileIn(Bytes bucket) {
        List<Bytes> names = new ArrayList<>();
        names.add(bucket);
        names.addAll(names());
        return new FileRef.ByPath(InodeNumber.ROOT, names, want());
    }

    private List<Bytes> names() {
        int end = isFolder() ? key.length() - 1 : key.length();
        List<Bytes> names = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < end; at++) {
            if (key.at(at) == '/') {
                names.add(key.slice(start, at));
                start = at + 1;
            }
        }
        names.add(key.slice(start, end));
        return names;
    }
}
