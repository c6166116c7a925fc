package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.proto.MetadataGrpc;
import dev.cairn.rpc.proto.MetadataGrpc.MetadataBlockingStub;
import java.util.function.Function;

/** The metadata-service of another process. Safe for use by any thread. */
public final class RemoteMetadata implements MetadataService {

    private final Namespace namespace;
    private final Contents contents;
    private final Uploads uploads;
    private final Archive archive;
    private final Segments segments;

    public RemoteMetadata(LeaderCalls leader, TimeSource clock) {
        var calls = new Calls(leader);
        namespace = new RemoteNamespace(calls);
        contents = new RemoteContents(calls);
        uploads = new RemoteUploads(calls);
        archive = new RemoteArchive(calls);
        segments = new RemoteSegments(calls, clock);
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

    /** Calls of the shard's leader. */
    record Calls(LeaderCalls leader) {

        <T> T call(CallContext context, Function<MetadataBlockingStub, T> operation) {
            return call(context.deadline(), operation);
        }

        <T> T call(Deadline deadline, Function<MetadataBlockingStub, T> operation) {
            return leader.call(deadline, MetadataGrpc::newBlockingStub, operation);
        }
    }
}
