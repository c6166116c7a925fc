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
                new AclsEndpoint(metadata.acls(), answer),
                new OpenFilesEndpoint(metadata.openFiles(), answer),
                new VolumeEndpoint(metadata.volume(), answer),
                new DirectAttributesEndpoint(metadata.directAttributes(), answer),
                new TaggedAttributesEndpoint(metadata.taggedAttributes(), answer),
                new QuotasEndpoint(metadata.quotas(), answer),
                new FileDataEndpoint(metadata.fileData(), answer));
    }
}
