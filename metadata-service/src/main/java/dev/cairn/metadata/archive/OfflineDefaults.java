package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.shard.FileTree;
import java.util.Optional;

/** Finds the offline policy that counts for a file, by walking up from it. Only reads that met offline data ask. */
final class OfflineDefaults {

    private OfflineDefaults() {}

    static OfflineDefault of(FileTree files, Inode file) {
        Link link = file.link;
        for (int depth = 0; link != null && depth <= MetadataLimits.PATH_DEPTH_MAX; depth++) {
            InodeNumber directory = link.directory();
            Optional<Bytes> policy = files.xattr(directory, OfflineDefault.XATTR);
            if (policy.isPresent()) {
                return OfflineDefault.parse(policy.get());
            }
            link = files.find(directory).map(above -> above.link).orElse(null);
        }
        return OfflineDefault.REFUSE;
    }
}
