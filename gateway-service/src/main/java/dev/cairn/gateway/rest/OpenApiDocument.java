package dev.cairn.gateway.rest;

import dev.cairn.gateway.data.Calls;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.PathParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;

/** Says in the OpenAPI document what the signatures of the controllers do not show: keys, raw bodies, paths, problems. */
final class OpenApiDocument implements OpenApiCustomizer {

    private static final String BASIC = "accessKey";
    private static final String PROBLEM = "Problem";

    /** Resources whose body or answer is plain bytes, by the end of their path. */
    private static final Map<String, List<PathItem.HttpMethod>> RAW_BODIES = Map.of(
            "/v1/files/{path}", List.of(PathItem.HttpMethod.PUT, PathItem.HttpMethod.PATCH, PathItem.HttpMethod.POST),
            "/v1/inodes/{inode}/content", List.of(PathItem.HttpMethod.PATCH),
            "/v1/inodes/{inode}/append", List.of(PathItem.HttpMethod.POST),
            "/v1/inodes/{inode}/stage", List.of(PathItem.HttpMethod.PUT),
            "/v1/inodes/{inode}/xattrs/{name}", List.of(PathItem.HttpMethod.PUT));

    private static final List<String> RAW_ANSWERS =
            List.of("/v1/files/{path}", "/v1/inodes/{inode}/content", "/v1/inodes/{inode}/xattrs/{name}");

    static OpenAPI head() {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Calls.class);
        return new OpenAPI()
                .info(new Info()
                        .title("Cairn")
                        .version("v1")
                        .description(
                                "Files by path and by inode, and what archive software needs. 64-bit numbers are decimal "
                                        + "strings. The entity tag of a file is its data_version. Failures are problems (RFC 9457) with a "
                                        + "stable code."))
                .components(new Components()
                        .addSecuritySchemes(
                                BASIC,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic")
                                        .description("Access key id and secret")))
                .addSecurityItem(new SecurityRequirement().addList(BASIC));
    }

    @Override
    public void customise(OpenAPI document) {
        Paths paths = new Paths();
        document.getPaths().forEach((path, item) -> paths.addPathItem(path.replace("{*", "{"), item));
        document.setPaths(paths);
        document.getComponents().addSchemas(PROBLEM, problem());
        paths.forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
            completeParameters(path, operation);
            completeBodies(path, method, operation);
            operation.getResponses().addApiResponse("default", problemAnswer());
        }));
    }

    private static void completeParameters(String path, Operation operation) {
        for (String name : List.of("path", "name")) {
            boolean isKnown = operation.getParameters() != null
                    && operation.getParameters().stream()
                            .map(Parameter::getName)
                            .anyMatch(name::equals);
            if (path.contains("{" + name + "}") && !isKnown) {
                operation.addParametersItem(new PathParameter()
                        .name(name)
                        .schema(new StringSchema())
                        .description("percent-encoded bytes; slashes separate the names of a path"));
            }
        }
    }

    private static void completeBodies(String path, PathItem.HttpMethod method, Operation operation) {
        if (RAW_BODIES.getOrDefault(path, List.of()).contains(method)) {
            operation.setRequestBody(new RequestBody().required(true).content(bytes()));
        }
        if (RAW_ANSWERS.contains(path) && method == PathItem.HttpMethod.GET) {
            ApiResponse answer = operation.getResponses().get("200");
            if (answer != null) {
                answer.setContent(bytes());
            }
        }
    }

    private static Content bytes() {
        return new Content()
                .addMediaType("application/octet-stream", new MediaType().schema(new StringSchema().format("binary")));
    }

    private static ApiResponse problemAnswer() {
        return new ApiResponse()
                .description("A problem; its code is stable")
                .content(new Content()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
    }

    private static Schema<?> problem() {
        return new Schema<>()
                .type("object")
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new Schema<>().type("integer"))
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema().description("stable, such as ENOENT or OFFLINE"))
                .addProperty("reason", new StringSchema().description("tells conditions of one code apart; stable"))
                .addProperty("requestId", new StringSchema())
                .addProperty("dataVersion", new StringSchema().description("the version in place after a mismatch"))
                .addProperty("firstMissingBlock", new StringSchema().description("with code OFFLINE"));
    }
}
