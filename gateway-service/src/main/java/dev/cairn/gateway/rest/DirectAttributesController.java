package dev.cairn.gateway.rest;

import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** get_attr_x, set_attr_x and setattr_more. */
@Tag(
        name = "direct attributes",
        description = "Attributes that archive software reads and sets past the ordinary rules.")
@RestController
@RequestMapping("/v1/inodes/{inode}")
class DirectAttributesController {

    private static final List<String> NAMES = List.of(
            "metaSeq",
            "dataSeq",
            "dataVersion",
            "onlineBlocks",
            "offlineBlocks",
            "ctime",
            "crtime",
            "size",
            "retention",
            "project");

    private final DirectAttributes attributes;
    private final JsonMapper json;

    DirectAttributesController(DirectAttributes attributes, JsonMapper json) {
        this.attributes = attributes;
        this.json = json;
    }

    @Operation(
            summary = "The attributes that are asked for, from one moment",
            description =
                    "Without attr all of them, with an empty one none; else attr (repeatable): metaSeq, dataSeq, dataVersion, onlineBlocks, offlineBlocks, ctime, crtime, "
                            + "size, retention, project. Needs permission to read.")
    @GetMapping("/attr-x")
    Map<String, Object> read(
            Calls calls, @PathVariable String inode, @RequestParam(required = false) @Nullable List<String> attr) {
        List<String> names = attr == null
                ? NAMES
                : attr.stream().filter(name -> !name.isEmpty()).toList();
        names.forEach(DirectAttributesController::requireKnown);
        Attributes file = attributes.read(calls.reading(), InodesController.file(inode));
        Map<String, Object> asked = new LinkedHashMap<>();
        names.forEach(name -> asked.put(name, value(file, name)));
        return asked;
    }

    private static void requireKnown(String name) {
        if (!NAMES.contains(name)) {
            throw Parameters.invalid("attr", "one of " + String.join(", ", NAMES), name);
        }
    }

    private static Object value(Attributes file, String name) {
        return switch (name) {
            case "metaSeq" -> Long.toUnsignedString(file.metaSeq());
            case "dataSeq" -> Long.toUnsignedString(file.dataSeq());
            case "dataVersion" -> Long.toUnsignedString(file.dataVersion());
            case "onlineBlocks" -> Long.toString(file.onlineBlocks());
            case "offlineBlocks" -> Long.toString(file.offlineBlocks());
            case "ctime" -> file.ctime();
            case "crtime" -> file.crtime();
            case "size" -> Long.toString(file.size());
            case "retention" -> file.isRetained();
            case "project" -> Long.toUnsignedString(file.project());
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Operation(
            summary = "Sets attributes directly, all or none",
            description =
                    "Needs volume-admin. What is absent stays. Size and dataVersion can be set while the data_version is "
                            + "0, for restoring a file; sizeOffline makes all of the size offline. A retained file takes only a change "
                            + "that ends the retention.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = ChangeRequest.class)))
    @PatchMapping("/attr-x")
    ResponseEntity<Json.File> set(Calls calls, @PathVariable String inode, @RequestBody JsonNode body) {
        FileRef file = InodesController.file(inode);
        requirePrivilege(calls);
        DirectChange change = read(body, ChangeRequest.class).change();
        return answer(calls.change(context -> attributes.set(context, file, change)));
    }

    @Operation(
            summary = "The older form: always sets size, ctime and crtime",
            description = "Needs volume-admin and permission to write. What is absent is 0; a dataVersion of 0 stays.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = MoreRequest.class)))
    @PatchMapping("/setattr-more")
    ResponseEntity<Json.File> setMore(Calls calls, @PathVariable String inode, @RequestBody JsonNode body) {
        FileRef file = InodesController.file(inode);
        requirePrivilege(calls);
        DirectAttributes.More more = read(body, MoreRequest.class).more();
        return answer(calls.change(context -> attributes.setMore(context, file, more)));
    }

    /** Before anything of the body is looked at (ATX-4). */
    private static void requirePrivilege(Calls calls) {
        if (!calls.caller().has(Privilege.VOLUME_ADMIN)) {
            throw new CairnException(ErrorCode.EPERM, "privilege", "the call needs the privilege VOLUME_ADMIN");
        }
    }

    private <T> T read(JsonNode body, Class<T> type) {
        try {
            return json.treeToValue(body, type);
        } catch (JacksonException e) {
            throw new CairnException(
                    ErrorCode.EINVAL, "json", "the body is not what is expected: " + e.getOriginalMessage(), e);
        }
    }

    private static ResponseEntity<Json.File> answer(Attributes file) {
        return ResponseEntity.ok()
                .header(HttpHeaders.ETAG, EntityTags.header(file.dataVersion()))
                .body(Json.File.of(file));
    }

    /** Numbers as decimal text, times in ISO 8601. */
    record ChangeRequest(
            @Nullable String dataVersion,
            @Nullable String size,
            @Nullable Boolean sizeOffline,
            @Nullable String ctime,
            @Nullable String crtime,
            @Nullable Boolean retention,
            @Nullable String project) {

        DirectChange change() {
            return new DirectChange(
                    Optional.ofNullable(dataVersion).map(text -> Parameters.unsigned("dataVersion", text)),
                    Optional.ofNullable(size).map(text -> Parameters.unsigned("size", text)),
                    sizeOffline != null && sizeOffline,
                    Optional.ofNullable(ctime).map(text -> Parameters.time("ctime", text)),
                    Optional.ofNullable(crtime).map(text -> Parameters.time("crtime", text)),
                    Optional.ofNullable(retention),
                    Optional.ofNullable(project).map(text -> Parameters.unsigned("project", text)));
        }
    }

    /** The same for the older form. */
    record MoreRequest(
            @Nullable String dataVersion,
            @Nullable String size,
            @Nullable Boolean offline,
            @Nullable String ctime,
            @Nullable String crtime) {

        DirectAttributes.More more() {
            return new DirectAttributes.More(
                    dataVersion == null ? 0 : Parameters.unsigned("dataVersion", dataVersion),
                    size == null ? 0 : Parameters.unsigned("size", size),
                    offline != null && offline,
                    ctime == null ? Instant.EPOCH : Parameters.time("ctime", ctime),
                    crtime == null ? Instant.EPOCH : Parameters.time("crtime", crtime));
        }
    }
}
