package dev.cairn.gateway.rest;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.gateway.data.Calls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How full the online store is. */
@Tag(name = "volume", description = "Capacity of the online data store.")
@RestController
class VolumeController {

    private final BlockService blocks;

    VolumeController(BlockService blocks) {
        this.blocks = blocks;
    }

    @Operation(summary = "Bytes in all, used and free")
    @GetMapping("/v1/volume")
    Json.Volume usage(Calls calls) {
        VolumeUsage usage = blocks.usage();
        return new Json.Volume(
                Long.toString(usage.totalBytes()),
                Long.toString(usage.usedBytes()),
                Long.toString(usage.freeBytes()),
                Long.toString(usage.segments()));
    }
}
