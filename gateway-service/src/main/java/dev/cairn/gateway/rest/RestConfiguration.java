package dev.cairn.gateway.rest;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.kernel.TimeSource;
import io.swagger.v3.oas.models.OpenAPI;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;

/** The REST interface as beans of a web application. The services, settings and keys come from outside. */
@Configuration(proxyBeanMethods = false)
@Import({
    ProblemAdvice.class,
    JsonBodyLimit.class,
    ErrorPage.class,
    TomcatEdge.class,
    TransferMeters.class,
    OpenApiDocument.class
})
public class RestConfiguration {

    @Bean
    FilesController filesController(
            MetadataService metadata,
            ContentWriter writer,
            ContentResponse content,
            TransferMeters meters,
            RestSettings settings) {
        return new FilesController(metadata.namespace(), writer, content, meters, settings);
    }

    @Bean
    NamesController namesController(MetadataService metadata) {
        return new NamesController(metadata.namespace());
    }

    @Bean
    DirectoriesController directoriesController(MetadataService metadata) {
        return new DirectoriesController(metadata.namespace());
    }

    @Bean
    InodesController inodesController(MetadataService metadata, ContentResponse content, RestSettings settings) {
        return new InodesController(metadata.namespace(), metadata.archive(), content, settings);
    }

    @Bean
    XattrsController xattrsController(MetadataService metadata) {
        return new XattrsController(metadata.namespace());
    }

    @Bean
    ArchiveController archiveController(MetadataService metadata, ContentWriter writer, TransferMeters meters) {
        return new ArchiveController(metadata.namespace(), metadata.archive(), writer, meters);
    }

    @Bean
    DataController dataController(
            MetadataService metadata,
            ContentWriter writer,
            TransferMeters meters,
            RestSettings settings,
            TimeSource clock) {
        return new DataController(metadata, writer, meters, settings, clock);
    }

    @Bean
    BlocksController blocksController(MetadataService metadata) {
        return new BlocksController(metadata);
    }

    @Bean
    FeedsController feedsController(MetadataService metadata) {
        return new FeedsController(metadata.archive());
    }

    @Bean
    WaitingController waitingController(MetadataService metadata, RestSettings settings) {
        return new WaitingController(metadata.archive(), settings);
    }

    @Bean
    VolumeController volumeController(BlockService blocks) {
        return new VolumeController(blocks);
    }

    @Bean
    ContentResponse contentResponse(
            MetadataService metadata, ContentReader reader, TransferMeters meters, TimeSource clock) {
        return new ContentResponse(metadata.namespace(), metadata.archive(), reader, meters, clock);
    }

    @Bean
    ServicesHealth servicesHealthIndicator(MetadataService metadata, CallContexts contexts) {
        return new ServicesHealth(metadata.namespace(), contexts.withCallTime(ServicesHealth.PATIENCE));
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        FilterRegistrationBean<RequestIdFilter> filter = new FilterRegistrationBean<>(new RequestIdFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    WebMvcConfigurer authentication(AccessKeys keys, CallContexts contexts) {
        Authentication authentication = new Authentication(keys, contexts);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(authentication);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(authentication);
            }
        };
    }

    /** Behind all other mappings, so that an unknown path is an answer and not a warning in the log. */
    @Bean
    SimpleUrlHandlerMapping unknownResources() {
        HttpRequestHandler nothing = (request, response) -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return new SimpleUrlHandlerMapping(Map.of("/**", nothing), Ordered.LOWEST_PRECEDENCE);
    }

    /** A body that says more than is understood is refused, not half obeyed. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> builder.enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    @Bean
    OpenAPI openApiHead() {
        return OpenApiDocument.head();
    }
}
