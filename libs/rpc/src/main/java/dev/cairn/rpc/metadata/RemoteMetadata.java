package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
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
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.proto.AclsGrpc;
import dev.cairn.rpc.proto.ArchiveGrpc;
import dev.cairn.rpc.proto.ContentsGrpc;
import dev.cairn.rpc.proto.DirectAttributesGrpc;
import dev.cairn.rpc.proto.FileDataGrpc;
import dev.cairn.rpc.proto.NamespaceGrpc;
import dev.cairn.rpc.proto.OpenFilesGrpc;
import dev.cairn.rpc.proto.QuotasGrpc;
import dev.cairn.rpc.proto.SegmentsGrpc;
import dev.cairn.rpc.proto.TaggedAttributesGrpc;
import dev.cairn.rpc.proto.UploadsGrpc;
import dev.cairn.rpc.proto.VolumeGrpc;
import io.grpc.Channel;
import io.grpc.stub.AbstractBlockingStub;
import java.util.function.Function;

/** The metadata-service of another process. Safe for use by any thread. */
public final class RemoteMetadata implements MetadataService {

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

    public RemoteMetadata(LeaderCalls leader, TimeSource clock) {
        namespace = new RemoteNamespace(new Calls<>(leader, NamespaceGrpc::newBlockingStub));
        contents = new RemoteContents(new Calls<>(leader, ContentsGrpc::newBlockingStub));
        uploads = new RemoteUploads(new Calls<>(leader, UploadsGrpc::newBlockingStub));
        archive = new RemoteArchive(new Calls<>(leader, ArchiveGrpc::newBlockingStub));
        segments = new RemoteSegments(new Calls<>(leader, SegmentsGrpc::newBlockingStub), clock);
        acls = new RemoteAcls(new Calls<>(leader, AclsGrpc::newBlockingStub));
        openFiles = new RemoteOpenFiles(new Calls<>(leader, OpenFilesGrpc::newBlockingStub));
        volume = new RemoteVolume(new Calls<>(leader, VolumeGrpc::newBlockingStub));
        directAttributes = new RemoteDirectAttributes(new Calls<>(leader, DirectAttributesGrpc::newBlockingStub));
        taggedAttributes = new RemoteTaggedAttributes(new Calls<>(leader, TaggedAttributesGrpc::newBlockingStub));
        quotas = new RemoteQuotas(new Calls<>(leader, QuotasGrpc::newBlockingStub));
        fileData = new RemoteFileData(new Calls<>(leader, FileDataGrpc::newBlockingStub));
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

    /**
     * Calls of one part of the shard's leader.
     *
     * @param stub makes the part's stub
     */
    record Calls<S extends AbstractBlockingStub<S>>(LeaderCalls leader, Function<Channel, S> stub) {

        <T> T call(CallContext context, Function<S, T> operation) {
            return call(context.deadline(), operation);
        }

        <T> T call(Deadline deadline, Function<S, T> operation) {
            return leader.call(deadline, stub, operation);
        }
    }
}
