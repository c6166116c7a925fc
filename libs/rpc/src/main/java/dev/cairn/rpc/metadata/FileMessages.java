package dev.cairn.rpc.metadata;

import com.google.protobuf.ByteString;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.MetadataProto;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Files and how they are named, as messages, in both directions. */
final class FileMessages {

    private FileMessages() {}

    static FileType type(int direntType) {
        for (FileType type : FileType.values()) {
            if (type.direntType() == direntType) {
                return type;
            }
        }
        throw new IllegalArgumentException("a file type this process does not know: " + direntType);
    }

    static MetadataProto.Path path(EntryPath path) {
        return path(path.base(), path.names());
    }

    private static MetadataProto.Path path(InodeNumber base, List<Bytes> names) {
        return MetadataProto.Path.newBuilder()
                .setBase(base.value())
                .addAllNames(byteStrings(names))
                .build();
    }

    static EntryPath readPath(MetadataProto.Path message) {
        return new EntryPath(new InodeNumber(message.getBase()), byteList(message.getNamesList()));
    }

    static MetadataProto.FileRef ref(FileRef file) {
        return switch (file) {
            case FileRef.ByInode(InodeNumber inode) ->
                MetadataProto.FileRef.newBuilder().setInode(inode.value()).build();
            case FileRef.ByHandle(HandleId handle) ->
                MetadataProto.FileRef.newBuilder().setHandle(handle.value()).build();
            case FileRef.ByPath(InodeNumber base, List<Bytes> names, FileRef.Want want) ->
                MetadataProto.FileRef.newBuilder()
                        .setPath(path(base, names))
                        .setWant(want.name())
                        .build();
        };
    }

    static FileRef readRef(MetadataProto.FileRef message) {
        return switch (message.getRefCase()) {
            case INODE -> new FileRef.ByInode(new InodeNumber(message.getInode()));
            case HANDLE -> new FileRef.ByHandle(new HandleId(message.getHandle()));
            case PATH ->
                new FileRef.ByPath(
                        new InodeNumber(message.getPath().getBase()),
                        byteList(message.getPath().getNamesList()),
                        FileRef.Want.valueOf(message.getWant()));
            case REF_NOT_SET -> throw new IllegalArgumentException("a file reference without a file");
        };
    }

    static MetadataProto.Attributes attributes(Attributes file) {
        return MetadataProto.Attributes.newBuilder()
                .setInode(file.inode().value())
                .setType(file.type().direntType())
                .setMode(file.mode())
                .setLinkCount(file.linkCount())
                .setUid(file.uid())
                .setGid(file.gid())
                .setSize(file.size())
                .setAtime(WireValues.time(file.atime()))
                .setMtime(WireValues.time(file.mtime()))
                .setCtime(WireValues.time(file.ctime()))
                .setCrtime(WireValues.time(file.crtime()))
                .setMetaSeq(file.metaSeq())
                .setDataSeq(file.dataSeq())
                .setDataVersion(file.dataVersion())
                .setOnlineBlocks(file.onlineBlocks())
                .setOfflineBlocks(file.offlineBlocks())
                .setContent(file.content().value())
                .setContentTag(WireValues.bytes(file.contentTag()))
                .setRestore(restore(file.restore()))
                .setImplicit(file.origin() == Attributes.Origin.IMPLICIT)
                .setProject(file.project())
                .setRetained(file.isRetained())
                .setDeviceNumber(file.deviceNumber())
                .build();
    }

    static Attributes readAttributes(MetadataProto.Attributes message) {
        return new Attributes(
                new InodeNumber(message.getInode()),
                type(message.getType()),
                message.getMode(),
                message.getLinkCount(),
                message.getUid(),
                message.getGid(),
                message.getSize(),
                WireValues.time(message.getAtime()),
                WireValues.time(message.getMtime()),
                WireValues.time(message.getCtime()),
                WireValues.time(message.getCrtime()),
                message.getMetaSeq(),
                message.getDataSeq(),
                message.getDataVersion(),
                message.getOnlineBlocks(),
                message.getOfflineBlocks(),
                new ContentId(message.getContent()),
                WireValues.bytes(message.getContentTag()),
                readRestore(message.getRestore()),
                message.getImplicit() ? Attributes.Origin.IMPLICIT : Attributes.Origin.EXPLICIT,
                message.getProject(),
                message.getRetained(),
                message.getDeviceNumber());
    }

    private static MetadataProto.Restore restore(RestoreState restore) {
        var message = MetadataProto.Restore.newBuilder().setRequested(restore.isRequested());
        restore.keptUntil().ifPresent(until -> message.setKeptUntil(WireValues.time(until)));
        return message.build();
    }

    private static RestoreState readRestore(MetadataProto.Restore message) {
        Optional<Instant> keptUntil =
                message.hasKeptUntil() ? Optional.of(WireValues.time(message.getKeptUntil())) : Optional.empty();
        return new RestoreState(message.getRequested(), keptUntil);
    }

    static MetadataProto.FileView view(FileView view) {
        var message = MetadataProto.FileView.newBuilder()
                .setAttributes(attributes(view.attributes()))
                .addAllXattrs(named(view.xattrs()));
        Bytes target = view.symlinkTarget();
        if (target != null) {
            message.setSymlinkTarget(WireValues.bytes(target));
        }
        return message.build();
    }

    static FileView readView(MetadataProto.FileView message) {
        return new FileView(
                readAttributes(message.getAttributes()),
                readNamed(message.getXattrsList()),
                message.hasSymlinkTarget() ? WireValues.bytes(message.getSymlinkTarget()) : null);
    }

    static MetadataProto.PutResult result(PutResult result) {
        return MetadataProto.PutResult.newBuilder()
                .setAttributes(attributes(result.attributes()))
                .setCreated(result.created())
                .build();
    }

    static PutResult readResult(MetadataProto.PutResult message) {
        return new PutResult(readAttributes(message.getAttributes()), message.getCreated());
    }

    static MetadataProto.Condition condition(Condition condition) {
        var message = MetadataProto.Condition.newBuilder();
        return switch (condition) {
            case Condition.Always() -> message.build();
            case Condition.Absent() -> message.setAbsent(true).build();
            case Condition.Present() -> message.setPresent(true).build();
            case Condition.TagIsOneOf(Set<Bytes> tags) ->
                message.setTags(MetadataProto.ByteStrings.newBuilder().addAllValues(byteStrings(tags)))
                        .build();
            case Condition.DataVersionIs(long dataVersion) ->
                message.setDataVersion(dataVersion).build();
        };
    }

    static Condition readCondition(MetadataProto.Condition message) {
        return switch (message.getConditionCase()) {
            case CONDITION_NOT_SET -> Condition.ALWAYS;
            case ABSENT -> new Condition.Absent();
            case PRESENT -> new Condition.Present();
            case TAGS -> new Condition.TagIsOneOf(byteSet(message.getTags().getValuesList()));
            case DATA_VERSION -> new Condition.DataVersionIs(message.getDataVersion());
        };
    }

    static List<MetadataProto.Named> named(Map<Bytes, Bytes> values) {
        return values.entrySet().stream()
                .map(value -> MetadataProto.Named.newBuilder()
                        .setName(WireValues.bytes(value.getKey()))
                        .setValue(WireValues.bytes(value.getValue()))
                        .build())
                .toList();
    }

    static Map<Bytes, Bytes> readNamed(List<MetadataProto.Named> messages) {
        Map<Bytes, Bytes> values = new HashMap<>();
        messages.forEach(named -> values.put(WireValues.bytes(named.getName()), WireValues.bytes(named.getValue())));
        return values;
    }

    static List<ByteString> byteStrings(Collection<Bytes> values) {
        return values.stream().map(WireValues::bytes).toList();
    }

    static List<Bytes> byteList(List<ByteString> values) {
        return values.stream().map(WireValues::bytes).toList();
    }

    static Set<Bytes> byteSet(List<ByteString> values) {
        return new HashSet<>(byteList(values));
    }
}
