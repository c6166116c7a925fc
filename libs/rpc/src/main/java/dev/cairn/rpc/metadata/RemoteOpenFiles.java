package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.OpenFilesGrpc.OpenFilesBlockingStub;
import dev.cairn.rpc.proto.OpenProto;
import java.time.Duration;
import java.util.List;

/** The open files of a shard in another process. */
final class RemoteOpenFiles implements OpenFiles {

    private final Calls<OpenFilesBlockingStub> calls;

    RemoteOpenFiles(Calls<OpenFilesBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public Handle open(CallContext context, FileRef file, Duration lease) {
        var request = OpenProto.OpenRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setLease(OpenMessages.lease(lease))
                .build();
        return OpenMessages.readHandle(calls.call(context, stub -> stub.open(request)));
    }

    @Override
    public TemporaryFile createTemporary(CallContext context, TemporaryRequest request) {
        var message = OpenProto.CreateTemporaryRequest.newBuilder()
                .setContext(context(context))
                .setDirectory(FileMessages.ref(request.directory()))
                .setMode(request.mode())
                .setLinking(request.linking().name())
                .setLease(OpenMessages.lease(request.lease()))
                .build();
        OpenProto.TemporaryFile file = calls.call(context, stub -> stub.createTemporary(message));
        return new TemporaryFile(
                OpenMessages.readHandle(file.getHandle()), FileMessages.readAttributes(file.getAttributes()));
    }

    @Override
    public Handle renew(CallContext context, HandleId handle, Duration lease) {
        var request = OpenProto.RenewRequest.newBuilder()
                .setContext(context(context))
                .setHandle(handle.value())
                .setLease(OpenMessages.lease(lease))
                .build();
        return OpenMessages.readHandle(calls.call(context, stub -> stub.renew(request)));
    }

    private static OpenProto.HandleRequest request(CallContext context, HandleId handle) {
        return OpenProto.HandleRequest.newBuilder()
                .setContext(context(context))
                .setHandle(handle.value())
                .build();
    }

    @Override
    public Handle use(CallContext context, HandleId handle) {
        var request = request(context, handle);
        return OpenMessages.readHandle(calls.call(context, stub -> stub.use(request)));
    }

    @Override
    public Handle find(CallContext context, HandleId handle) {
        var request = request(context, handle);
        return OpenMessages.readHandle(calls.call(context, stub -> stub.find(request)));
    }

    @Override
    public void close(CallContext context, HandleId handle) {
        var request = request(context, handle);
        calls.call(context, stub -> stub.close(request));
    }

    @Override
    public List<Handle> list(CallContext context, HandleId after, int limit) {
        var request = OpenProto.ListHandlesRequest.newBuilder()
                .setContext(context(context))
                .setAfter(after.value())
                .setLimit(limit)
                .build();
        return calls.call(context, stub -> stub.listHandles(request)).getHandlesList().stream()
                .map(OpenMessages::readHandle)
                .toList();
    }
}
