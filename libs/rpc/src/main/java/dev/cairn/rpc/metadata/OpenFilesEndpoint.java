package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.OpenFilesGrpc;
import dev.cairn.rpc.proto.OpenProto;
import io.grpc.stub.StreamObserver;

/** Serves the open files of a shard over gRPC: one method a call, each a translation and nothing else. */
final class OpenFilesEndpoint extends OpenFilesGrpc.OpenFilesImplBase {

    private final OpenFiles openFiles;
    private final GrpcAnswer answer;

    OpenFilesEndpoint(OpenFiles openFiles, GrpcAnswer answer) {
        this.openFiles = openFiles;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void open(OpenProto.OpenRequest request, StreamObserver<OpenProto.Handle> observer) {
        answer.send(
                observer,
                () -> OpenMessages.handle(openFiles.open(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        OpenMessages.readLease(request.getLease()))));
    }

    @Override
    public void createTemporary(
            OpenProto.CreateTemporaryRequest request, StreamObserver<OpenProto.TemporaryFile> observer) {
        answer.send(observer, () -> {
            TemporaryFile file = openFiles.createTemporary(
                    context(request.getContext()),
                    new TemporaryRequest(
                            FileMessages.readRef(request.getDirectory()),
                            request.getMode(),
                            TemporaryRequest.Linking.valueOf(request.getLinking()),
                            OpenMessages.readLease(request.getLease())));
            return OpenProto.TemporaryFile.newBuilder()
                    .setHandle(OpenMessages.handle(file.handle()))
                    .setAttributes(FileMessages.attributes(file.attributes()))
                    .build();
        });
    }

    @Override
    public void renew(OpenProto.RenewRequest request, StreamObserver<OpenProto.Handle> observer) {
        answer.send(
                observer,
                () -> OpenMessages.handle(openFiles.renew(
                        context(request.getContext()),
                        new HandleId(request.getHandle()),
                        OpenMessages.readLease(request.getLease()))));
    }

    @Override
    public void use(OpenProto.HandleRequest request, StreamObserver<OpenProto.Handle> observer) {
        answer.send(
                observer,
                () -> OpenMessages.handle(
                        openFiles.use(context(request.getContext()), new HandleId(request.getHandle()))));
    }

    @Override
    public void find(OpenProto.HandleRequest request, StreamObserver<OpenProto.Handle> observer) {
        answer.send(
                observer,
                () -> OpenMessages.handle(
                        openFiles.find(context(request.getContext()), new HandleId(request.getHandle()))));
    }

    @Override
    public void close(OpenProto.HandleRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            openFiles.close(context(request.getContext()), new HandleId(request.getHandle()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void listHandles(OpenProto.ListHandlesRequest request, StreamObserver<OpenProto.HandleList> observer) {
        answer.send(
                observer,
                () -> OpenProto.HandleList.newBuilder()
                        .addAllHandles(openFiles
                                .list(
                                        context(request.getContext()),
                                        new HandleId(request.getAfter()),
                                        request.getLimit())
                                .stream()
                                .map(OpenMessages::handle)
                                .toList())
                        .build());
    }
}
