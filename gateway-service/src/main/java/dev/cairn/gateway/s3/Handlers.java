package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.Uploads;

/** Who serves which operation. */
final class Handlers {

    private final BucketHandlers bucketHandlers;
    private final Probes probes;
    private final ObjectListings listings;
    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final ObjectCopies copies;
    private final MultiDelete deletes;
    private final Restores restores;
    private final UploadHandlers uploadHandlers;
    private final PartHandlers parts;
    private final Completion completion;
    private final UploadListings uploadListings;

    Handlers(S3Services services, String region) {
        Namespace namespace = services.metadata().namespace();
        Uploads uploads = services.metadata().uploads();
        BucketLookup buckets = new BucketLookup(namespace);
        bucketHandlers = new BucketHandlers(namespace, buckets, region);
        probes = new Probes(namespace, buckets);
        listings = new ObjectListings(namespace, buckets);
        reads = new ObjectReads(services, buckets);
        writes = new ObjectWrites(namespace, services.writer(), buckets);
        copies = new ObjectCopies(namespace, services.reader(), services.writer(), buckets);
        deletes = new MultiDelete(namespace, buckets);
        restores = new Restores(namespace, services.metadata().archive(), buckets);
        uploadHandlers = new UploadHandlers(uploads, buckets);
        parts = new PartHandlers(uploads, services.reader(), services.writer(), buckets);
        completion = new Completion(uploads, buckets);
        uploadListings = new UploadListings(uploads, buckets);
    }

    S3Handler of(S3Operation operation) {
        return switch (operation) {
            case LIST_BUCKETS -> bucketHandlers::list;
            case CREATE_BUCKET -> bucketHandlers::create;
            case HEAD_BUCKET -> bucketHandlers::head;
            case DELETE_BUCKET -> bucketHandlers::delete;
            case GET_BUCKET_LOCATION -> bucketHandlers::location;
            case BUCKET_PROBE -> probes::bucket;
            case OBJECT_PROBE -> probes::object;
            case LIST_OBJECTS -> listings::list;
            case LIST_OBJECTS_V2 -> listings::listV2;
            case DELETE_OBJECTS -> deletes::delete;
            case GET_OBJECT -> reads::get;
            case HEAD_OBJECT -> reads::head;
            case PUT_OBJECT -> writes::put;
            case DELETE_OBJECT -> writes::delete;
            case COPY_OBJECT -> copies::copy;
            case RESTORE_OBJECT -> restores::restore;
            case CREATE_MULTIPART_UPLOAD -> uploadHandlers::create;
            case ABORT_MULTIPART_UPLOAD -> uploadHandlers::abort;
            case UPLOAD_PART -> parts::upload;
            case UPLOAD_PART_COPY -> parts::copy;
            case COMPLETE_MULTIPART_UPLOAD -> completion::complete;
            case LIST_PARTS -> uploadListings::parts;
            case LIST_MULTIPART_UPLOADS -> uploadListings::uploads;
        };
    }
}
