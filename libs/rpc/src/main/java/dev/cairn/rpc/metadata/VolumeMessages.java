package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.ReferringEntry;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.VolumeStatistics;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.VolumeProto;

/** What is known of a volume as messages, in both directions. */
final class VolumeMessages {

    private VolumeMessages() {}

    static VolumeProto.LinkPosition position(LinkPosition position) {
        return VolumeProto.LinkPosition.newBuilder()
                .setDirectory(position.directory().value())
                .setName(WireValues.bytes(position.name()))
                .build();
    }

    static LinkPosition readPosition(VolumeProto.LinkPosition message) {
        return new LinkPosition(new InodeNumber(message.getDirectory()), WireValues.bytes(message.getName()));
    }

    static VolumeProto.ReferringPage referring(ReferringPage page) {
        return VolumeProto.ReferringPage.newBuilder()
                .addAllEntries(page.entries().stream()
                        .map(entry -> VolumeProto.ReferringEntry.newBuilder()
                                .setDirectory(entry.directory().value())
                                .setName(WireValues.bytes(entry.name()))
                                .setType(entry.type().direntType())
                                .build())
                        .toList())
                .setComplete(page.isComplete())
                .build();
    }

    static ReferringPage readReferring(VolumeProto.ReferringPage message) {
        return new ReferringPage(
                message.getEntriesList().stream()
                        .map(entry -> new ReferringEntry(
                                new InodeNumber(entry.getDirectory()),
                                WireValues.bytes(entry.getName()),
                                FileMessages.type(entry.getType())))
                        .toList(),
                message.getComplete());
    }

    static VolumeProto.VolumeStatistics statistics(VolumeStatistics statistics) {
        return VolumeProto.VolumeStatistics.newBuilder()
                .setVolume(WireValues.uuid(statistics.volume()))
                .setCommittedSeq(statistics.committedSeq())
                .setInodes(statistics.inodes())
                .setOrphans(statistics.orphans())
                .setHandles(statistics.handles())
                .setMetadataTotalBytes(statistics.metadataTotalBytes())
                .setMetadataUsedBytes(statistics.metadataUsedBytes())
                .setMetadataReservedBytes(statistics.metadataReservedBytes())
                .setLiveBytes(statistics.liveBytes())
                .build();
    }

    static VolumeStatistics readStatistics(VolumeProto.VolumeStatistics message) {
        return new VolumeStatistics(
                WireValues.uuid(message.getVolume()),
                message.getCommittedSeq(),
                message.getInodes(),
                message.getOrphans(),
                message.getHandles(),
                message.getMetadataTotalBytes(),
                message.getMetadataUsedBytes(),
                message.getMetadataReservedBytes(),
                message.getLiveBytes());
    }

    static VolumeProto.CheckReport report(CheckReport report) {
        return VolumeProto.CheckReport.newBuilder()
                .setItems(report.items())
                .setInodes(report.inodes())
                .putAllRules(report.rules())
                .addAllFindings(report.findings().stream()
                        .map(finding -> VolumeProto.Finding.newBuilder()
                                .setRule(finding.rule())
                                .setInode(finding.inode().value())
                                .setDetail(finding.detail())
                                .build())
                        .toList())
                .build();
    }

    static CheckReport readReport(VolumeProto.CheckReport message) {
        return new CheckReport(
                message.getItems(),
                message.getInodes(),
                message.getRulesMap(),
                message.getFindingsList().stream()
                        .map(finding -> new CheckReport.Finding(
                                finding.getRule(), new InodeNumber(finding.getInode()), finding.getDetail()))
                        .toList());
    }
}
