package dev.cairn.metadata;

import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.api.metadata.Volume;
import dev.cairn.metadata.archive.ArchiveService;
import dev.cairn.metadata.attributes.DirectAttributesService;
import dev.cairn.metadata.data.ContentService;
import dev.cairn.metadata.data.FileDataService;
import dev.cairn.metadata.index.TaggedAttributeService;
import dev.cairn.metadata.namespace.AclService;
import dev.cairn.metadata.namespace.NamespaceService;
import dev.cairn.metadata.open.OpenFileService;
import dev.cairn.metadata.quota.QuotaService;
import dev.cairn.metadata.shard.SegmentAccounts;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.upload.UploadService;
import dev.cairn.metadata.volume.VolumeService;
import java.util.UUID;

/** The services of one shard. */
final class MetadataShard implements MetadataService {

    private final Namespace namespace;
    private final Contents contents;
    private final Uploads uploads;
    private final Archive archive;
    private final Segments segments;
    private final Acls acls;
    private final OpenFiles openFiles;
    private final Volume volume;
    private final DirectAttributes directAttributes;
    private final TaggedAttributes taggedAttributes;
    private final Quotas quotas;
    private final FileData fileData;

    MetadataShard(Shard shard) {
        namespace = new NamespaceService(shard);
        contents = new ContentService(shard);
        uploads = new UploadService(shard, UUID::randomUUID);
        archive = new ArchiveService(shard);
        segments = new SegmentAccounts(shard);
        acls = new AclService(shard);
        openFiles = new OpenFileService(shard);
        volume = new VolumeService(shard, UUID::randomUUID);
        directAttributes = new DirectAttributesService(shard);
        taggedAttributes = new TaggedAttributeService(shard);
        quotas = new QuotaService(shard);
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
    public Acls acls() {
        return acls;
    }

    @Override
    public OpenFiles openFiles() {
        return openFiles;
    }

    @Override
    public Volume volume() {
        return volume;
    }

    @Override
    public DirectAttributes directAttributes() {
        return directAttributes;
    }

    @Override
    public TaggedAttributes taggedAttributes() {
        return taggedAttributes;
    }

    @Override
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public FileData fileData() {
        return fileData;
    }
}
