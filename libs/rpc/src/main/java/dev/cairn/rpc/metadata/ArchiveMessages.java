package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.MetadataProto;
import java.util.List;

/** What the archive interface exchanges, as messages, in both directions. */
final class ArchiveMessages {

    private ArchiveMessages() {}

    static MetadataProto.SeqPosition position(SeqPosition position) {
        return MetadataProto.SeqPosition.newBuilder()
                .setSeq(position.seq())
                .setInode(position.inode().value())
                .build();
    }

    static SeqPosition readPosition(MetadataProto.SeqPosition message) {
        return new SeqPosition(message.getSeq(), new InodeNumber(message.getInode()));
    }

    static MetadataProto.ChangePage changes(ChangePage page) {
        return MetadataProto.ChangePage.newBuilder()
                .addAllChanges(
                        page.changes().stream().map(ArchiveMessages::position).toList())
                .setStableSeq(page.stableSeq())
                .build();
    }

    static ChangePage readChanges(MetadataProto.ChangePage message) {
        return new ChangePage(
                message.getChangesList().stream()
                        .map(ArchiveMessages::readPosition)
                        .toList(),
                message.getStableSeq());
    }

    static MetadataProto.DeletionPage deletions(DeletionPage page) {
        return MetadataProto.DeletionPage.newBuilder()
                .addAllDeletions(page.deletions().stream()
                        .map(deletion -> MetadataProto.Deletion.newBuilder()
                                .setPosition(position(deletion.position()))
                                .setLastPath(WireValues.bytes(deletion.lastPath()))
                                .build())
                        .toList())
                .setStableSeq(page.stableSeq())
                .setTrimmedSeq(page.trimmedSeq())
                .build();
    }

    static DeletionPage readDeletions(MetadataProto.DeletionPage message) {
        List<Deletion> deletions = message.getDeletionsList().stream()
                .map(deletion ->
                        new Deletion(readPosition(deletion.getPosition()), WireValues.bytes(deletion.getLastPath())))
                .toList();
        return new DeletionPage(deletions, message.getStableSeq(), message.getTrimmedSeq());
    }

    static MetadataProto.LinkPath path(LinkPath path) {
        return MetadataProto.LinkPath.newBuilder()
                .setDirectory(path.directory().value())
                .setName(WireValues.bytes(path.name()))
                .setPath(WireValues.bytes(path.path()))
                .build();
    }

    static LinkPath readPath(MetadataProto.LinkPath message) {
        return new LinkPath(
                new InodeNumber(message.getDirectory()),
                WireValues.bytes(message.getName()),
                WireValues.bytes(message.getPath()));
    }

    static MetadataProto.StageResult staged(StageResult result) {
        return MetadataProto.StageResult.newBuilder()
                .setStagedBytes(result.stagedBytes())
                .setSkippedBytes(result.skippedBytes())
                .setAttributes(FileMessages.attributes(result.attributes()))
                .build();
    }

    static StageResult readStaged(MetadataProto.StageResult message) {
        return new StageResult(
                message.getStagedBytes(),
                message.getSkippedBytes(),
                FileMessages.readAttributes(message.getAttributes()));
    }

    static MetadataProto.Waiting waiting(Waiting waiting) {
        return MetadataProto.Waiting.newBuilder()
                .setInode(waiting.inode().value())
                .setBlock(waiting.block())
                .setOps(waiting.ops())
                .setDataVersion(waiting.dataVersion())
                .build();
    }

    static Waiting readWaiting(MetadataProto.Waiting message) {
        return new Waiting(
                new InodeNumber(message.getInode()), message.getBlock(), message.getOps(), message.getDataVersion());
    }
}
