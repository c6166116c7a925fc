package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.MetadataProto;
import java.time.Duration;
import java.util.List;
import java.util.Set;

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
                .addAllFiles(page.files().stream().map(FileMessages::view).toList())
                .setStableSeq(page.stableSeq())
                .build();
    }

    static ChangePage readChanges(MetadataProto.ChangePage message) {
        return new ChangePage(
                message.getChangesList().stream()
                        .map(ArchiveMessages::readPosition)
                        .toList(),
                message.getFilesList().stream().map(FileMessages::readView).toList(),
                message.getStableSeq());
    }

    static MetadataProto.ChangesRequest.Builder query(ChangeQuery query) {
        var message = MetadataProto.ChangesRequest.newBuilder()
                .setIndex(query.index().name())
                .setFrom(position(query.from()))
                .setTo(position(query.to()))
                .setLimit(query.limit());
        return switch (query.detail()) {
            case ChangeQuery.Detail.Positions() -> message;
            case ChangeQuery.Detail.Files(Set<Bytes> xattrs) ->
                message.setXattrs(
                        MetadataProto.ByteStrings.newBuilder().addAllValues(FileMessages.byteStrings(xattrs)));
        };
    }

    static ChangeQuery readQuery(MetadataProto.ChangesRequest message) {
        return new ChangeQuery(
                SeqIndex.valueOf(message.getIndex()),
                readPosition(message.getFrom()),
                readPosition(message.getTo()),
                message.getLimit(),
                message.hasXattrs()
                        ? new ChangeQuery.Detail.Files(
                                FileMessages.byteSet(message.getXattrs().getValuesList()))
                        : new ChangeQuery.Detail.Positions());
    }

    static MetadataProto.ArrivalPosition arrivalPosition(Arrivals.Position position) {
        return MetadataProto.ArrivalPosition.newBuilder()
                .setTerm(position.term())
                .setNumber(position.number())
                .build();
    }

    static Arrivals.Position readArrivalPosition(MetadataProto.ArrivalPosition message) {
        return new Arrivals.Position(message.getTerm(), message.getNumber());
    }

    static MetadataProto.Arrivals arrivals(Arrivals arrivals) {
        return MetadataProto.Arrivals.newBuilder()
                .addAllPlaces(
                        arrivals.places().stream().map(ArchiveMessages::waiting).toList())
                .setNext(arrivalPosition(arrivals.next()))
                .setWhole(arrivals.isWhole())
                .build();
    }

    static Arrivals readArrivals(MetadataProto.Arrivals message) {
        return new Arrivals(
                message.getPlacesList().stream()
                        .map(ArchiveMessages::readWaiting)
                        .toList(),
                readArrivalPosition(message.getNext()),
                message.getWhole());
    }

    static MetadataProto.OfflineDefault offlineDefault(OfflineDefault offline) {
        Duration patience = offline.patience();
        return MetadataProto.OfflineDefault.newBuilder()
                .setLeavesRecall(offline.recall() == OfflineDefault.Recall.LEFT)
                .setPatienceSeconds(patience.getSeconds())
                .setPatienceNanos(patience.getNano())
                .build();
    }

    static OfflineDefault readOfflineDefault(MetadataProto.OfflineDefault message) {
        return new OfflineDefault(
                message.getLeavesRecall() ? OfflineDefault.Recall.LEFT : OfflineDefault.Recall.NONE,
                Duration.ofSeconds(message.getPatienceSeconds(), message.getPatienceNanos()));
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
