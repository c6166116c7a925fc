package dev.cairn.gateway.rest;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.Volume;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.GatewayLimits;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** How full the volume is, how far it is durable, and whether it is sound. */
@Tag(name = "volume", description = "Capacity, durability and soundness of the whole volume.")
@RestController
class VolumeController {

    private final Volume volume;
    private final BlockService blocks;
    private final UUID session;

    /** @param session of this gateway, another one after each start */
    VolumeController(Volume volume, BlockService blocks, UUID session) {
        this.volume = volume;
        this.blocks = blocks;
        this.session = session;
    }

    @Operation(summary = "Bytes of the online data store in all, used and free")
    @GetMapping("/v1/volume")
    Json.Volume usage(Calls calls) {
        VolumeUsage usage = blocks.usage();
        return new Json.Volume(
                Long.toString(usage.totalBytes()),
                Long.toString(usage.usedBytes()),
                Long.toString(usage.freeBytes()),
                Long.toString(usage.segments()));
    }

    private Capacity capacity(Calls calls) {
        return new Capacity(volume.statistics(calls.reading()), blocks.usage());
    }

    @Operation(
            summary = "The volume as statfs and statfs_more tell it",
            description =
                    "Blocks of 4096 bytes, metadata blocks of 65536. files minus freeFiles is the exact number of inodes.")
    @GetMapping("/v1/statfs")
    Capacity.StatFs statFs(Calls calls) {
        return capacity(calls).statFs(session);
    }

    @Operation(
            summary = "What takes and what is free of the space, by owner",
            description =
                    "Owners are shards (metadata) and block volumes (data). State used counts what is referred to, freed "
                            + "what waits to be given back, avail what can be taken.")
    @GetMapping("/v1/alloc-detail")
    Capacity.AllocDetail allocDetail(Calls calls) {
        return capacity(calls).allocDetail();
    }

    @Operation(summary = "Metadata and data in blocks: total, used, free, and the percentage used")
    @GetMapping("/v1/df")
    Capacity.Df df(Calls calls) {
        return capacity(calls).df();
    }

    @Operation(
            summary = "Answers the sequence that is durable",
            description =
                    "Every successful answer is durable anyway. All changes up to committedSeq are stable, all later ones "
                            + "get a greater sequence.")
    @PostMapping("/v1/sync")
    Committed sync(Calls calls) {
        return new Committed(Long.toUnsignedString(volume.sync(calls.reading())));
    }

    @Operation(
            summary = "Reads all metadata and tells what does not fit together",
            description =
                    "Takes a time in proportion to the number of items and holds nobody up. Findings are counted in full, "
                            + "by rule, and the first 1000 are told. Needs the privilege of an administrator of the volume.")
    @GetMapping("/v1/check")
    Report check(Calls calls) {
        return Report.of(volume.check(calls.reading(GatewayLimits.CHECK_TIME_MAX)));
    }

    /** Up to where everything is durable. */
    record Committed(String committedSeq) {}

    /** What a check found; inode is the number that detail explains, 0 if none. */
    record Report(boolean clean, String items, String inodes, Map<String, String> rules, List<FindingJson> findings) {

        static Report of(CheckReport report) {
            Map<String, String> rules = new TreeMap<>();
            report.rules().forEach((rule, count) -> rules.put(rule, Long.toString(count)));
            return new Report(
                    report.isClean(),
                    Long.toString(report.items()),
                    Long.toString(report.inodes()),
                    rules,
                    report.findings().stream().map(FindingJson::of).toList());
        }
    }

    /** One place where a rule is broken. */
    record FindingJson(String rule, String inode, String detail) {

        static FindingJson of(CheckReport.Finding finding) {
            return new FindingJson(finding.rule(), finding.inode().toString(), finding.detail());
        }
    }
}
