package dev.cairn.rpc;

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

/** A metadata-service all of whose parts note their calls in one place. */
public record RecordedMetadata(RecordingService calls) implements MetadataService {

    @Override
    public Namespace namespace() {
        return calls.as(Namespace.class);
    }

    @Override
    public Contents contents() {
        return calls.as(Contents.class);
    }

    @Override
    public Uploads uploads() {
        return calls.as(Uploads.class);
    }

    @Override
    public Archive archive() {
        return calls.as(Archive.class);
    }

    @Override
    public FileData fileData() {
        return calls.as(FileData.class);
    }

    @Override
    public Segments segments() {
        return calls.as(Segments.class);
    }

    @Override
    public Acls acls() {
        return calls.as(Acls.class);
    }

    @Override
    public OpenFiles openFiles() {
        return calls.as(OpenFiles.class);
    }

    @Override
    public Volume volume() {
        return calls.as(Volume.class);
    }

    @Override
    public DirectAttributes directAttributes() {
        return calls.as(DirectAttributes.class);
    }

    @Override
    public TaggedAttributes taggedAttributes() {
        return calls.as(TaggedAttributes.class);
    }

    @Override
    public Quotas quotas() {
        return calls.as(Quotas.class);
    }
}
