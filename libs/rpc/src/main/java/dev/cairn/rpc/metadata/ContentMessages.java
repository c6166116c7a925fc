package dev.cairn.rpc.metadata;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.MetadataProto;
import java.util.List;

/** Extents, contents and uploads as messages, in both directions. */
final class ContentMessages {

    private ContentMessages() {}

    static MetadataProto.Extent extent(Extent extent) {
        var message =
                MetadataProto.Extent.newBuilder().setOffset(extent.offset()).setLength(extent.length());
        return switch (extent.place()) {
            case Place.Stored(Location location) ->
                message.setStored(location(location)).build();
            case Place.Inline(Bytes bytes) ->
                message.setInline(WireValues.bytes(bytes)).build();
            case Place.Offline() -> message.setOffline(true).build();
            case Place.Unwritten() -> message.setUnwritten(true).build();
        };
    }

    static Extent readExtent(MetadataProto.Extent message) {
        Place place = switch (message.getPlaceCase()) {
            case STORED -> new Place.Stored(readLocation(message.getStored()));
            case INLINE -> new Place.Inline(WireValues.bytes(message.getInline()));
            case OFFLINE -> new Place.Offline();
            case UNWRITTEN -> new Place.Unwritten();
            case PLACE_NOT_SET -> throw new IllegalArgumentException("an extent without a place");
        };
        return new Extent(message.getOffset(), message.getLength(), place);
    }

    static List<MetadataProto.Extent> extentMessages(List<Extent> extents) {
        return extents.stream().map(ContentMessages::extent).toList();
    }

    static List<Extent> readExtents(List<MetadataProto.Extent> messages) {
        return messages.stream().map(ContentMessages::readExtent).toList();
    }

    private static MetadataProto.Location location(Location location) {
        return MetadataProto.Location.newBuilder()
                .setSegment(location.segment().value())
                .setChunk(location.chunk())
                .setSkip(location.skip())
                .setLength(location.length())
                .setCrc32C(location.crc32c())
                .build();
    }

    private static Location readLocation(MetadataProto.Location message) {
        return new Location(
                new SegmentId(message.getSegment()),
                message.getChunk(),
                message.getSkip(),
                message.getLength(),
                message.getCrc32C());
    }

    static MetadataProto.NewContent content(NewContent content) {
        var message = MetadataProto.NewContent.newBuilder();
        return switch (content) {
            case NewContent.Empty() -> message.setEmpty(true).build();
            case NewContent.Inline(Bytes bytes) ->
                message.setInline(WireValues.bytes(bytes)).build();
            case NewContent.Stored(List<Extent> extents) ->
                message.setStored(MetadataProto.ExtentList.newBuilder().addAllExtents(extentMessages(extents)))
                        .build();
            case NewContent.Built(ContentId built, long size) ->
                message.setBuilt(MetadataProto.BuiltContent.newBuilder()
                                .setContent(built.value())
                                .setSize(size))
                        .build();
        };
    }

    static NewContent readContent(MetadataProto.NewContent message) {
        return switch (message.getContentCase()) {
            case EMPTY -> new NewContent.Empty();
            case INLINE -> new NewContent.Inline(WireValues.bytes(message.getInline()));
            case STORED -> new NewContent.Stored(readExtents(message.getStored().getExtentsList()));
            case BUILT ->
                new NewContent.Built(
                        new ContentId(message.getBuilt().getContent()),
                        message.getBuilt().getSize());
            case CONTENT_NOT_SET -> throw new IllegalArgumentException("a new content without a content");
        };
    }

    static MetadataProto.ReadPlan plan(ReadPlan plan) {
        return MetadataProto.ReadPlan.newBuilder()
                .setFile(FileMessages.view(plan.file()))
                .addAllExtents(extentMessages(plan.extents()))
                .setCovered(plan.covered())
                .build();
    }

    static ReadPlan readPlan(MetadataProto.ReadPlan message) {
        return new ReadPlan(
                FileMessages.readView(message.getFile()), readExtents(message.getExtentsList()), message.getCovered());
    }

    static MetadataProto.UploadKey key(UploadKey key) {
        return MetadataProto.UploadKey.newBuilder()
                .setBucket(key.bucket().value())
                .setKey(WireValues.bytes(key.key()))
                .setId(WireValues.uuid(key.id()))
                .build();
    }

    static UploadKey readKey(MetadataProto.UploadKey message) {
        return new UploadKey(
                new InodeNumber(message.getBucket()),
                WireValues.bytes(message.getKey()),
                WireValues.uuid(message.getId()));
    }

    static MetadataProto.Upload upload(Upload upload) {
        return MetadataProto.Upload.newBuilder()
                .setKey(key(new UploadKey(upload.bucket(), upload.key(), upload.id())))
                .setStartedAt(WireValues.time(upload.startedAt()))
                .addAllXattrs(FileMessages.named(upload.xattrs()))
                .build();
    }

    static Upload readUpload(MetadataProto.Upload message) {
        UploadKey key = readKey(message.getKey());
        return new Upload(
                key.id(),
                key.bucket(),
                key.key(),
                WireValues.time(message.getStartedAt()),
                FileMessages.readNamed(message.getXattrsList()));
    }

    static MetadataProto.Part part(Part part) {
        return MetadataProto.Part.newBuilder()
                .setNumber(part.number())
                .setSize(part.size())
                .setTag(WireValues.bytes(part.tag()))
                .setChecksum(WireValues.bytes(part.checksum()))
                .setStoredAt(WireValues.time(part.storedAt()))
                .build();
    }

    static Part readPart(MetadataProto.Part message) {
        return new Part(
                message.getNumber(),
                message.getSize(),
                WireValues.bytes(message.getTag()),
                WireValues.bytes(message.getChecksum()),
                WireValues.time(message.getStoredAt()));
    }
}
