package dev.cairn.metadata;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.metadata.archive.ArchiveService;
import dev.cairn.metadata.data.ContentService;
import dev.cairn.metadata.data.FileDataService;
import dev.cairn.metadata.namespace.NamespaceService;
import dev.cairn.metadata.shard.SegmentAccounts;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.upload.UploadService;
import java.util.UUID;

/** The services of one shard. */
final class MetadataShard implements MetadataService {

    private final Namespace namespace;
    private final Contents contents;
    private final Uploads uploads;
    private final Archive archive;
    private final Segments segments;
    private final FileData fileData;

    MetadataShard(Shard shard) {
        namespace = new NamespaceService(shard);
        contents = new ContentService(shard);
        uploads = new UploadService(shard, UUID::randomUUID);
        archive = new ArchiveService(shard);
        segments = new SegmentAccounts(shard);
        fileData = new FileDataService(shard);
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Contents contents() {
        return contents;
    }

    @Override
    public Uploads uploads() {
        return uploads;
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public Segments segments() {
        return segments;
    }

    @Override
    public FileData fileData() {
        return fileData;
    }
}
