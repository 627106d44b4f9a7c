/*
 * The log density of the model and its gradient in C: the limit for the kernel.
 * README.md says what `gradient FOLDER` reads and answers. One thread, float32 state, sums over
 * everything in double. Of a row's (forward) or a feature's (backward) sum 32 logits at a time stay
 * in registers.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef float v8 __attribute__((vector_size(32), aligned(32)));
enum { BLOCK = 32 };

static int rows, features, leaves, columns, groups, internals;
static int stride;  /* leaves, padded to blocks */
static int learned; /* groups whose scale is not fixed */
static float power; /* of the likelihood */
static int32_t *row_start, *row_feature, *feature_start, *feature_row, *labels, *parent, *group, *is_fixed;
static float *row_value, *feature_value, *prior_scale;

/* Consecutive leaves with one parent and one group. */
typedef struct { int from, to, above, group; } Run;
static Run *runs;
static int run_count;

static float *beta /* features x stride */, *residual /* rows x stride */;
static float *above_beta, *scale, *slope;
static double *scale_sum;

static void *room(size_t bytes) {
  bytes = (bytes + 127) / 64 * 64;
  void *found = aligned_alloc(64, bytes);
  if (!found) { fprintf(stderr, "out of memory\n"); exit(1); }
  return memset(found, 0, bytes);
}

/* exp for arguments up to 0: 2^n times a polynomial of degree 6, relative error below 2e-7. */
static inline float fast_exp(float x) {
  x = x < -87.0f ? -87.0f : x;
  float n = __builtin_rintf(x * 1.44269504f);
  float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float y = 1.0f + r * (1.0f + r * (0.5f + r * (1.6666667e-1f + r * (4.1666646e-2f + r * (8.3334519e-3f + r * 1.3888889e-3f)))));
  union { int32_t i; float f; } power = { ((int32_t)n + 127) << 23 };
  return y * power.f;
}

static void expand(const float *z_all) {
  for (int j = 0; j < features; j++) {
    const float *z = z_all + (size_t)j * columns;
    float *b = beta + (size_t)j * stride;
    for (int i = 0; i < internals; i++) {
      int up = parent[leaves + i];
      above_beta[i + 1] = (up < 0 ? 0.0f : above_beta[up - leaves + 1]) + scale[group[leaves + i]] * z[leaves + i];
    }
    for (int k = 0; k < run_count; k++) {
      float mean = above_beta[runs[k].above], sigma = scale[runs[k].group];
      for (int c = runs[k].from; c < runs[k].to; c++) b[c] = mean + sigma * z[c];
    }
  }
}

/* out[0 .. stride) = sum over k of value[k] * table[index[k]] */
static inline void gather(float *out, const float *table, const int32_t *index, const float *value, int from, int to) {
  for (int c = 0; c < stride; c += BLOCK) {
    v8 a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
    for (int k = from; k < to; k++) {
      const v8 *t = (const v8 *)(table + (size_t)index[k] * stride + c);
      float x = value[k];
      a0 += x * t[0]; a1 += x * t[1]; a2 += x * t[2]; a3 += x * t[3];
    }
    v8 *o = (v8 *)(out + c);
    o[0] = a0; o[1] = a1; o[2] = a2; o[3] = a3;
  }
}

static double likelihood(void) {
  double total = 0;
  for (int i = 0; i < rows; i++) {
    float *r = residual + (size_t)i * stride;
    gather(r, beta, row_feature, row_value, row_start[i], row_start[i + 1]);
    float top = r[0], sum = 0, own = r[labels[i]];
    for (int c = 0; c < leaves; c++) top = r[c] > top ? r[c] : top;
    for (int c = 0; c < leaves; c++) { r[c] = fast_exp(r[c] - top); sum += r[c]; }
    float factor = -power / sum;
    for (int c = 0; c < leaves; c++) r[c] *= factor;
    r[labels[i]] += power;
    total += own - top - logf(sum);
  }
  return power * total;
}

static double gradient_of(const float *q, float *g) {
  for (int k = 0, f = 0; k < groups; k++) {
    scale[k] = is_fixed[k] ? prior_scale[k] : expf(q[f++]);
    scale_sum[k] = 0;
  }
  const float *z_all = q + learned;
  float *g_all = g + learned;
  expand(z_all);
  double total = likelihood(), squares = 0;
  float *above_slope = above_beta;
  for (int j = 0; j < features; j++) {
    gather(slope, residual, feature_row, feature_value, feature_start[j], feature_start[j + 1]);
    const float *z = z_all + (size_t)j * columns;
    float *out = g_all + (size_t)j * columns;
    float square = 0;
    for (int i = 0; i <= internals; i++) above_slope[i] = 0;
    for (int k = 0; k < run_count; k++) {
      float sum = 0, dot = 0, sigma = scale[runs[k].group];
      for (int c = runs[k].from; c < runs[k].to; c++) {
        sum += slope[c];
        dot += slope[c] * z[c];
        square += z[c] * z[c];
        out[c] = sigma * slope[c] - z[c];
      }
      above_slope[runs[k].above] += sum;
      scale_sum[runs[k].group] += dot;
    }
    for (int i = internals - 1; i >= 0; i--) {
      int v = leaves + i, up = parent[v];
      float own = above_slope[i + 1];
      if (up >= 0) above_slope[up - leaves + 1] += own;
      scale_sum[group[v]] += own * z[v];
      square += z[v] * z[v];
      out[v] = scale[group[v]] * own - z[v];
    }
    squares += square;
  }
  total -= squares / 2;
  for (int k = 0, f = 0; k < groups; k++) {
    if (is_fixed[k]) continue;
    double ratio = scale[k] / prior_scale[k];
    total += q[f] - ratio * ratio / 2;
    g[f++] = scale[k] * scale_sum[k] + 1 - ratio * ratio;
  }
  return total;
}

/* The numbers of NAME.npy, four bytes each after a header of 128, and how many there are. */
static void *take(const char *folder, const char *array, int *count) {
  char name[4096];
  snprintf(name, sizeof name, "%s/%s.npy", folder, array);
  FILE *file = fopen(name, "rb");
  if (!file) { fprintf(stderr, "error: %s cannot be read\n", name); exit(1); }
  fseek(file, 0, SEEK_END);
  size_t bytes = ftell(file) - 128;
  void *found = room(bytes);
  fseek(file, 128, SEEK_SET);
  if (fread(found, 1, bytes, file) != bytes) { fprintf(stderr, "error: %s is too short\n", name); exit(1); }
  fclose(file);
  if (count) *count = bytes / 4;
  return found;
}

#define TAKE(array) array = take(folder, #array, 0)
static void read_problem(const char *folder) {
  TAKE(row_start); TAKE(row_feature); TAKE(row_value);
  TAKE(feature_row); TAKE(feature_value); TAKE(group); TAKE(prior_scale);
  feature_start = take(folder, "feature_start", &features);
  labels = take(folder, "labels", &rows);
  parent = take(folder, "parent", &columns);
  is_fixed = take(folder, "is_fixed", &groups);
  power = *(float *)take(folder, "power", 0);
  leaves = *(int32_t *)take(folder, "leaves", 0);
  features--;
  internals = columns - leaves;
  stride = (leaves + BLOCK - 1) / BLOCK * BLOCK;
  for (int k = 0; k < groups; k++) learned += !is_fixed[k];
  runs = room(sizeof(Run) * leaves);
  for (int c = 0; c < leaves; c++) {
    int above = parent[c] < 0 ? 0 : parent[c] - leaves + 1;
    Run *last = run_count ? &runs[run_count - 1] : 0;
    if (last && last->above == above && last->group == group[c]) last->to = c + 1;
    else runs[run_count++] = (Run){ c, c + 1, above, group[c] };
  }
  beta = room(4 * (size_t)features * stride);
  residual = room(4 * (size_t)rows * stride);
  above_beta = room(4 * (internals + 1));
  scale = room(4 * groups);
  slope = room(4 * stride);
  scale_sum = room(8 * groups);
}

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 2) { fprintf(stderr, "usage: gradient FOLDER\n"); return 2; }
  read_problem(arguments[1]);
  float *positions = take(arguments[1], "positions", 0);
  size_t dimension = learned + (size_t)features * columns;
  float *g = room(4 * dimension);
  printf("{\"forms\":[\"c\"],\"versions\":{\"C compiler\":\"%s\"}}\n", __VERSION__);
  fflush(stdout);
  char line[256], name[4096];
  int n;
  while (fgets(line, sizeof line, stdin)) {
    int is_run = sscanf(line, "run %*s %d", &n) == 1;
    if (!is_run && sscanf(line, "evaluate %*s %d", &n) != 1) continue;
    const float *q = positions + (is_run ? 0 : n * dimension);
    double value = 0, wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int k = 0; k < (is_run ? n : 1); k++) value = gradient_of(q, g);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (!is_run) {
      snprintf(name, sizeof name, "%s/answer.f64", arguments[1]);
      FILE *file = fopen(name, "wb");
      if (!file) return 1;
      fwrite(&value, 8, 1, file);
      for (size_t k = 0; k < dimension; k++) { double x = g[k]; fwrite(&x, 8, 1, file); }
      fclose(file);
    }
    printf("{\"wall\":%.9f,\"cpu\":%.9f}\n", wall, cpu);
    fflush(stdout);
  }
  return 0;
}
