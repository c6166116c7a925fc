package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.MetadataService;
import dev.cairn.rpc.GrpcAnswer;
import io.grpc.BindableService;
import java.util.List;

/** A {@link MetadataService} as gRPC serves it. */
public final class MetadataEndpoint {

    private MetadataEndpoint() {}

    /** One gRPC service for each part. */
    public static List<BindableService> serving(MetadataService metadata, GrpcAnswer answer) {
        return List.of(
                new NamespaceEndpoint(metadata.namespace(), answer),
                new ContentsEndpoint(metadata.contents(), answer),
                new UploadsEndpoint(metadata.uploads(), answer),
                new ArchiveEndpoint(metadata.archive(), answer),
                new SegmentsEndpoint(metadata.segments(), answer),
                new FileDataEndpoint(metadata.fileData(), answer));
    }
}
